export interface Clock {
  /** Epoch milliseconds; for display and due dates only. */
  now(): number;
  /** Milliseconds that never jump; for durations and time limits. */
  monotonic(): number;
}
