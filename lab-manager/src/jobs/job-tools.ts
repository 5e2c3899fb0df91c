import type { Clock, FailPoints, JobJournal } from '../core/ports.ts';
import type { JobEvents } from './job-events.ts';

/** What running a job takes; made once by the runner. */
export interface JobTools {
  journal: JobJournal;
  clock: Clock;
  events: JobEvents;
  failPoints: FailPoints;
  /** For what must not end a job: a progress that couldn't be written, a bug met on the way. */
  onError(error: unknown): void;
}
