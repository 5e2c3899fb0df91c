import type { Job, JobStep } from '../core/model/job.ts';

type Did = Pick<Job, 'steps'>;

/** The newest of that name that began; what was planned and never begun says nothing. */
const lastTry = (job: Did, name: string): JobStep | undefined =>
  job.steps.findLast((step) => step.name === name && step.startedAt !== undefined);

export const wasTried = (job: Did, name: string): boolean => lastTry(job, name) !== undefined;

/** Done, and not taken back since. */
export const isDone = (job: Did, name: string): boolean => lastTry(job, name)?.state === 'done';

export const hasFailed = (job: Did, name: string): boolean => lastTry(job, name)?.state === 'failed';

/** It came to an end, whichever; what was cut off by a restart did not. */
export const isOver = (job: Did, name: string): boolean => isDone(job, name) || hasFailed(job, name);

/** What the newest of that name said last. */
export const lastWords = (job: Did, name: string): string | undefined => lastTry(job, name)?.detail;

/** Of the steps that are meant, those that failed when they were tried last, with what they said: `copy nas: It is full.` */
export const failures = (job: Did, isMeant: (name: string) => boolean): readonly string[] =>
  [...new Set(job.steps.map(({ name }) => name))]
    .filter((name) => isMeant(name) && hasFailed(job, name))
    .map((name) => `${name.replace(':', ' ')}: ${lastWords(job, name) ?? ''}`);
