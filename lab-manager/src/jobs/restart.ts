import type { JobDefinition } from './job-definition.ts';
import { putPreviousBack, releaseSteps } from './held-back.ts';
import { startKeptAgainSteps, startNamedKeptSteps } from './kept-services.ts';
import type { LabJobTools } from './lab-work.ts';
import { doneOutcome, named } from './sentences.ts';
import { stopInReverse } from './stop-in-reverse.ts';
import { installedSteps, personDecides, takeBackWishes, wishSteps } from './wish-steps.ts';

/**
 * As a stop and then a start: stops what ran before the job was asked for, and starts all of it, also what was stopped or
 * uninstalled before. The lab is planned as ever for that.
 */
export const restartJob = (tools: LabJobTools): JobDefinition => ({
  title: ({ target }) => {
    tools.work.assertStartable(target);
    return `Restart ${named(target)}`;
  },
  plan: async (job) => {
    const { work } = tools;
    const wait = await work.beforeStopping(job);
    if (wait.length > 0) return wait;
    const services = work.servicesOf(job.params.target);
    const wishes = [
      ...(personDecides(job) ? installedSteps(tools, services, false) : []),
      ...wishSteps(tools, job, services, false),
      ...releaseSteps(tools.wishes, job, (service) => services.includes(service)),
    ];
    if (wishes.length > 0) return wishes;
    const old = await work.startedBefore(services, job.createdAt);
    if (old.length > 0) return stopInReverse(old.map((service) => work.stopStep(job, service)));
    const kept = await startNamedKeptSteps(work, job);
    return kept.length > 0 ? kept : work.planRound({ job });
  },
  onFailure: async (job, ending) => {
    if (ending.reason !== 'cancelled') return putPreviousBack(tools.work, job, ending);
    const wishes = takeBackWishes(tools, job, 'start');
    return wishes.length > 0 ? wishes : startKeptAgainSteps(tools.work, job);
  },
  outcome: doneOutcome,
});
