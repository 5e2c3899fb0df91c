import type { JobDefinition } from './job-definition.ts';
import { putPreviousBack, releaseSteps } from './held-back.ts';
import { startKeptSteps, startNamedKeptSteps } from './kept-services.ts';
import type { LabJobTools } from './lab-work.ts';
import { doneOutcome, named } from './sentences.ts';
import { installedSteps, personDecides, takeBackWishes, wishSteps } from './wish-steps.ts';

/** Remembers the wish first: whatever happens afterwards, the lab works towards it. */
export const startJob = (tools: LabJobTools): JobDefinition => ({
  title: ({ target }) => {
    tools.work.assertStartable(target);
    return `Start ${named(target)}`;
  },
  plan: async (job) => {
    const { work, wishes } = tools;
    const services = work.servicesOf(job.params.target);
    const first = [
      ...(personDecides(job) ? installedSteps(tools, services, false) : []),
      ...wishSteps(tools, job, services, false),
      ...releaseSteps(wishes, job, (service) => services.includes(service)),
    ];
    if (first.length > 0) return first;
    const kept = await startNamedKeptSteps(work, job);
    if (kept.length > 0) return kept;
    const round = await work.planRound({ job });
    return round.length > 0 ? round : startKeptSteps(tools, job);
  },
  onFailure: async (job, ending) =>
    ending.reason === 'cancelled'
      ? takeBackWishes(tools, job, 'start')
      : putPreviousBack(tools.work, job, ending),
  outcome: doneOutcome,
});
