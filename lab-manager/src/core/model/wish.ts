/** Who keeps a service stopped: a person, the lab file's schedule, or that nobody used it. */
export type StopReason = 'person' | 'schedule' | 'idle';

/** Why a service stays stopped, over any restart. */
export interface Stop {
  reason: StopReason;
  /** User id, or `lab`. */
  actor: string;
  /** Epoch milliseconds. */
  at: number;
}
