import type { JobParams } from '../core/model/job.ts';

/** A directory that a reset empties. */
export interface ResetPart {
  /** Of its folder: `db`. */
  name: string;
  /** What people call it: `database`. */
  words: string;
  path: string;
  /** Whether this service must not run while it is moved. */
  isUsedBy(service: string): boolean;
}

/** What a reset needs from the room engine. What it does may be repeated after a crash. */
export interface ResetWork {
  parts(params: JobParams): readonly ResetPart[];
  /** Throws `backup.unconfirmed_restore` while what was restored into a part is neither confirmed nor undone. */
  assertNoneInTheWay(params: JobParams): void;
  setAside(jobId: string, part: ResetPart): Promise<void>;
  putBack(jobId: string, part: ResetPart): Promise<void>;
  removeAside(jobId: string): Promise<void>;
}
