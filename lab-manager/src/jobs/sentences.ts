import type { Job } from '../core/model/job.ts';
import type { LabError } from '../core/model/lab-error.ts';
import { spanWords } from '../core/span-words.ts';

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
  const span = Math.max(0, (endedAt ?? 0) - (startedAt ?? endedAt ?? 0));
  // Most jobs take a few seconds: rounded, they would all be told alike.
  return span < 60_000 ? `${(span / 1000).toFixed(1)} s` : spanWords(span);
}
