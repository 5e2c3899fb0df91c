import type { Job } from '../core/model/job.ts';
import { stepAct } from '../core/step-names.ts';
import { putPreviousBack } from './held-back.ts';
import type { JobDefinition, PlannedStep } from './job-definition.ts';
import { startKeptAgainSteps, stopKeptSteps } from './kept-services.ts';
import type { LabJobTools, LabWork } from './lab-work.ts';
import { doneOutcome } from './sentences.ts';
import { startJob } from './start.ts';
import { stopInReverse } from './stop-in-reverse.ts';
import { takeBackWishes } from './wish-steps.ts';

/** Enables an environment: a new version of the lab file, and all of it started, whatever was stopped before. */
export const enableJob = (tools: LabJobTools): JobDefinition => {
  const start = startJob(tools);
  return {
    title: ({ target }) => `Enable ${tools.work.environmentNamed(target)}`,
    plan: async (job, context) => {
      const edit = await writeAndTake(tools.work, job, true);
      return edit.length > 0 ? edit : start.plan(job, context);
    },
    onFailure: async (job, ending) => {
      if (ending.reason === 'failed') return putPreviousBack(tools.work, job, ending);
      const wishes = takeBackWishes(tools, job, 'start');
      return wishes.length > 0 ? wishes : asBefore(tools.work, job, false);
    },
    outcome: doneOutcome,
  };
};

/** Disables an environment: a new version of the lab file, and its containers gone. Data stays. */
export const disableJob = ({ work }: LabJobTools): JobDefinition => ({
  title: ({ target }) => `Disable ${work.environmentNamed(target)}`,
  plan: async (job) => {
    const steps = await towards(work, job, false);
    if (steps.some(isWrite)) return stopsFirst(work, job, steps);
    return steps.length > 0 ? steps : stopKeptSteps(work, job);
  },
  onFailure: async (job, ending) => {
    if (ending.reason === 'failed') return putPreviousBack(work, job, ending);
    const back = await asBefore(work, job, true);
    return back.length > 0 ? back : startKeptAgainSteps(work, job);
  },
  outcome: (job) => `${doneOutcome(job)} The data of ${job.params.target} is kept.`,
});

async function writeAndTake(work: LabWork, job: Job, enabled: boolean): Promise<readonly PlannedStep[]> {
  const write = await work.setEnabledStep(job, job.params.target, enabled);
  if (write !== undefined) return [write];
  const take = await work.takeLabFileStep();
  return take === undefined ? [] : [take];
}

async function towards(
  work: LabWork,
  job: Job,
  enabled: boolean,
  scope: { puttingBack?: true } = {},
): Promise<readonly PlannedStep[]> {
  const edit = await writeAndTake(work, job, enabled);
  return edit.length > 0 ? edit : work.planRound({ job, ...scope });
}

/** Cancelled means as before; what it had not written yet, it doesn't write back. */
async function asBefore(work: LabWork, job: Job, enabled: boolean): Promise<readonly PlannedStep[]> {
  return wrote(job) ? towards(work, job, enabled, { puttingBack: true }) : [];
}

/** While the lab file still asks for them: what nobody wants any more goes in no order. */
async function stopsFirst(
  work: LabWork,
  job: Job,
  steps: readonly PlannedStep[],
): Promise<readonly PlannedStep[]> {
  const wait = await work.beforeStopping(job);
  if (wait.length > 0) return wait;
  const running = await work.startedBefore(work.servicesOf(job.params.target), Infinity);
  return running.length > 0 ? stopInReverse(running.map((service) => work.stopStep(job, service))) : steps;
}

const isWrite = ({ name }: Pick<PlannedStep, 'name'>): boolean => stepAct(name)?.kind === 'setEnabled';
const wrote = (job: Job): boolean => job.steps.some((step) => isWrite(step) && step.startedAt !== undefined);
