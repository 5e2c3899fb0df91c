import type { JobParams } from '../core/model/job.ts';
import { LabError } from '../core/model/lab-error.ts';
import type { RestoreWork, Waiting } from './restore-work.ts';

/** Which job restored; what confirms or undoes it says so. */
export const restoreOf = ({ restore }: Pick<JobParams, 'restore'>): string => restore ?? '';

/** Throws `backup.no_such_restore` for one that doesn't wait to be confirmed. */
export function waitingOf(restore: RestoreWork, params: Pick<JobParams, 'restore'>): Waiting {
  const id = restoreOf(params);
  const waiting = restore.waiting(id);
  if (waiting !== undefined) return waiting;
  throw noSuchRestore(id);
}

export const noSuchRestore = (id: string): LabError =>
  new LabError('backup.no_such_restore', `No restore of the job ${id} waits to be confirmed.`, {
    hint: 'Those that do: labctl backup list.',
  });
