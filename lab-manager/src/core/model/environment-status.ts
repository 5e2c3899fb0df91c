import type { EnvironmentName } from './lab-file.ts';
import type { StopReason } from './wish.ts';

/** Who stopped something, as people are told; by the codelab's token whoever develops did. */
export interface Stopped {
  reason: StopReason | 'codelab';
  /** Epoch milliseconds. */
  since: number;
  /** A name, where there is one. */
  by: string;
}

/** An environment as people think of it, derived at each look. */
export interface EnvironmentStatus {
  name: EnvironmentName;
  state: 'running' | 'starting' | 'failed' | 'stopping' | 'stopped' | 'uninstalled' | 'disabled' | 'unknown';
  /** How it is, since when and why, what waits, and when that changes by itself. */
  sentence: string;
  /** Undefined unless somebody or something stopped it. */
  stopped: Stopped | undefined;
  /** Scenarios that wait for its next start; 0 while it runs. */
  queued: number;
  /** Epoch milliseconds of the schedule's next start, of what the schedule or idleness stopped. */
  startsAt: number | undefined;
  /** Of the schedule's next stop, while it runs. */
  stopsAt: number | undefined;
}
