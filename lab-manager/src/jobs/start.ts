import type { JobDefinition } from './job-definition.ts';
import { putPreviousBack, releaseSteps } from './held-back.ts';
import type { LabJobTools } from './lab-work.ts';
import { doneOutcome, named } from './sentences.ts';
import { takeBackWishes, wishSteps } from './wish-steps.ts';

/** Remembers the wish first: whatever happens afterwards, the lab works towards it. */
export const startJob = ({ work, wishes, clock }: LabJobTools): JobDefinition => ({
  title: ({ target }) => `Start ${named(target, work.servicesOf(target))}`,
  plan: async (job) => {
    const services = work.servicesOf(job.params.target);
    const first = [
      ...wishSteps(wishes, clock, services, false),
      ...releaseSteps(wishes, job, (service) => services.includes(service)),
    ];
    return first.length > 0 ? first : work.planRound({ job });
  },
  onFailure: async (job, ending) =>
    ending.reason === 'cancelled'
      ? takeBackWishes(wishes, clock, job, false)
      : putPreviousBack(work, job, ending),
  outcome: doneOutcome,
});
