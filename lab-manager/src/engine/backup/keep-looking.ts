import { finalJobStates, isBackupJob, type Job } from '../../core/model/job.ts';
import type { JobRunner } from '../../jobs/job-runner.ts';
import { Wake } from '../../wake.ts';
import type { AcceptedLabFile } from '../accepted-lab-file.ts';
import type { RepositoryLooks } from './repository-looks.ts';

export interface Looking {
  labFiles: Pick<AcceptedLabFile, 'known'>;
  looks: Pick<RepositoryLooks, 'lookAtAll'>;
  runner: Pick<JobRunner, 'events'>;
  /** What is known of repositories may be another now. */
  changed(): void;
}

const everyMs = 6 * 3_600_000;
/** Of a lab that has no lab file yet. */
const withoutFileMs = 10_000;

/** At first, now and then, and after each job of backups: nobody who asks for the status waits for a repository. */
export async function keepLooking(
  { labFiles, looks, runner, changed }: Looking,
  signal: AbortSignal,
): Promise<void> {
  const wake = new Wake();
  const ended = (job: Job): void => {
    if (finalJobStates.includes(job.state) && isBackupJob(job)) wake.now();
  };
  const unlisten = runner.events.on('job:changed', ended);
  while (!signal.aborted) {
    if (labFiles.known() !== undefined) {
      await looks.lookAtAll(signal);
      changed();
    }
    await wake.wait(labFiles.known() === undefined ? withoutFileMs : everyMs, signal);
  }
  unlisten();
}
