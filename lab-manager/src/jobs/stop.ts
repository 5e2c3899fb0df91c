import type { Job } from '../core/model/job.ts';
import { putPreviousBack } from './held-back.ts';
import { callOff, calledOff, oneAtATime } from './idle-stop.ts';
import type { JobDefinition, PlannedStep } from './job-definition.ts';
import { startKeptAgainSteps, stopKeptSteps } from './kept-services.ts';
import type { LabJobTools } from './lab-work.ts';
import { doneOutcome, named } from './sentences.ts';
import { keepStoppedSteps, takeBackWishes, wishSteps } from './wish-steps.ts';

/** Remembers the wish first: a restart of anything must not bring back what a person stopped. */
export const stopJob = (tools: LabJobTools): JobDefinition => ({
  title: ({ target }) => {
    tools.work.assertTarget(target);
    return `Stop ${named(target)}`;
  },
  plan: async (job) => {
    if (job.params.reason !== 'idle') return stopping(tools, job);
    return (await callOff(tools, job)) ?? oneAtATime(await stopping(tools, job));
  },
  onFailure: async (job, ending) => {
    if (ending.reason === 'failed') return putPreviousBack(tools.work, job, ending);
    const wishes = takeBackWishes(tools, job, 'stop');
    return wishes.length > 0 ? wishes : startKeptAgainSteps(tools.work, job);
  },
  outcome: (job) => (calledOff(job) ? 'Not stopped: somebody came.' : doneOutcome(job)),
});

async function stopping(tools: LabJobTools, job: Job): Promise<readonly PlannedStep[]> {
  const wait = await tools.work.beforeStopping(job);
  if (wait.length > 0) return wait;
  const services = tools.work.servicesOf(job.params.target);
  const wish = [...wishSteps(tools, job, services, true), ...keepStoppedSteps(tools, job, services)];
  if (wish.length > 0) return wish;
  const round = await tools.work.planRound({ job });
  return round.length > 0 ? round : stopKeptSteps(tools.work, job);
}
