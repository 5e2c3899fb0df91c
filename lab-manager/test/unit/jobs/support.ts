import type { JobDefinition, PlannedStep } from '../../../src/jobs/job-definition.ts';
import type { ResetWork } from '../../../src/jobs/reset-work.ts';
import type { JobRequest } from '../../../src/jobs/job-runner.ts';

export { always } from '../../support/always.ts';

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

/** For jobs that reset nothing. */
export const noReset: ResetWork = {
  parts: () => [],
  assertNoneInTheWay: () => undefined,
  setAside: () => Promise.resolve(),
  putBack: () => Promise.resolve(),
  removeAside: () => Promise.resolve(),
};
