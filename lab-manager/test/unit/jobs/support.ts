import type { JobDefinition, JobDefinitions, PlannedStep } from '../../../src/jobs/job-definition.ts';
import type { JobRequest } from '../../../src/jobs/job-runner.ts';

/** The same definition whatever is asked for. */
export const always = (definition: JobDefinition): JobDefinitions => ({
  apply: definition,
  start: definition,
  stop: definition,
  restart: definition,
  heal: definition,
});

export const request = (more: Partial<JobRequest> = {}): JobRequest => ({
  kind: 'apply',
  params: { target: 'lab' },
  requestedBy: { actor: 'user-1', via: 'cli', requestId: undefined },
  whenBusy: 'wait',
  ...more,
});

export const step = (name: string, work: PlannedStep['do'], after: readonly number[] = []): PlannedStep => ({
  name,
  sentence: `do ${name}`,
  after,
  do: work,
});

/** A job of one round with these steps. */
export const oneRound = (
  steps: readonly PlannedStep[],
  more: Partial<JobDefinition> = {},
): JobDefinition => ({
  title: () => 'Do it',
  plan: (job) => Promise.resolve(job.steps.length === 0 ? steps : []),
  outcome: () => 'Done.',
  ...more,
});

/** A promise and the key to it. */
export function gate(): { passed: Promise<void>; open: () => void } {
  let open: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open };
}
