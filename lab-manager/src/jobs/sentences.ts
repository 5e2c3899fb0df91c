import type { Job } from '../core/model/job.ts';
import type { LabError } from '../core/model/lab-error.ts';

/** What a person asked for, in their word: `the lab`, `dev`, `dev-glab`. */
export const named = (target: string): string => (target === 'lab' ? 'the lab' : target);

/** What a job that restores makes everything from. */
export const sourceWord = ({ kind }: Pick<Job, 'kind'>): string =>
  kind === 'import' ? 'the export' : 'the snapshot';

export const doneOutcome = (job: Job): string =>
  stepsDone(job) === 0
    ? 'Nothing to do: the lab is as wished.'
    : `${operations(job)} done in ${duration(job)}.`;

export const failedOutcome = (job: Job, error: LabError): string =>
  `Failed after ${operations(job)}: ${error.message}`;

export const cancelledOutcome = (job: Job): string => `Cancelled after ${operations(job)}.`;

const stepsDone = (job: Job): number => job.steps.filter((step) => step.state === 'done').length;

function operations(job: Job): string {
  const count = stepsDone(job);
  return count === 1 ? '1 operation' : `${count} operations`;
}

function duration({ startedAt, endedAt }: Job): string {
  const seconds = Math.max(0, (endedAt ?? 0) - (startedAt ?? endedAt ?? 0)) / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}
