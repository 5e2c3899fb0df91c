import type { JobDefinition } from './job-definition.ts';
import { putPreviousBack } from './held-back.ts';
import type { LabJobTools } from './lab-work.ts';
import { doneOutcome, named } from './sentences.ts';
import { takeBackWishes, wishSteps } from './wish-steps.ts';

/** Remembers the wish first: a restart of anything must not bring back what a person stopped. */
export const stopJob = ({ work, wishes, clock }: LabJobTools): JobDefinition => ({
  title: ({ target }) => `Stop ${named(target, work.servicesOf(target))}`,
  plan: async (job) => {
    const wish = wishSteps(wishes, clock, work.servicesOf(job.params.target), true);
    return wish.length > 0 ? wish : work.planRound({ job });
  },
  onFailure: async (job, ending) =>
    ending.reason === 'cancelled'
      ? takeBackWishes(wishes, clock, job, true)
      : putPreviousBack(work, job, ending),
  outcome: doneOutcome,
});
