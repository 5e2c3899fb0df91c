import type { Job } from '../core/model/job.ts';
import { LabError } from '../core/model/lab-error.ts';

export const busyError = (busy: Job): LabError =>
  new LabError('job.busy', `The lab is busy with job ${busy.id}: ${busy.title}.`, {
    hint: `Wait for it (labctl job show ${busy.id}) or cancel it (labctl job cancel ${busy.id}).`,
    details: [{ path: 'job', message: busy.id }],
    retryAfterSeconds: 5,
  });

/** Of a manager that was given no hands for backups. */
export const noBackupEngine = (): LabError =>
  new LabError('backup.engine_missing', 'This manager has no engine of backups.', {
    hint: 'Use the image that comes with the product: it holds restic.',
  });

export const notFoundError = (id: string): LabError =>
  new LabError('job.not_found', `There is no job ${id}.`, { hint: 'List the jobs: labctl job list.' });

export const endedError = (job: Job): LabError =>
  new LabError('job.not_cancellable', `Job ${job.id} has ended already: ${job.state}.`, {
    hint: 'See what it did: labctl job list.',
  });
