import type { Job } from '../core/model/job.ts';
import { stepAct } from '../core/step-names.ts';
import { acting } from './acting.ts';
import type { PlannedStep } from './job-definition.ts';
import { startKeptAgainSteps } from './kept-services.ts';
import type { LabJobTools } from './lab-work.ts';
import { takeBackWishes } from './wish-steps.ts';

const called = { kind: 'callOff', reason: 'idle' } as const;

/** Whether somebody came while it was being stopped for want of anybody. */
export const calledOff = (job: Job): boolean =>
  job.steps.some((step) => step.act?.kind === 'callOff' && step.state === 'done');

/**
 * Looked at before each step: once somebody came, what was done is taken back and everything runs again. Undefined while
 * nobody did. That somebody came is a step of its own, so that a manager that died in between goes on taking back.
 */
export async function callOff(tools: LabJobTools, job: Job): Promise<readonly PlannedStep[] | undefined> {
  if (!calledOff(job)) {
    const came = await tools.work.somebodyCame(job);
    return came
      ? [acting(called, { sentence: 'call the stop off: somebody came', do: async () => undefined })]
      : undefined;
  }
  const back = takeBackWishes(tools, job, 'stop');
  if (back.length > 0) return back;
  const round = await tools.work.planRound({ job });
  return round.length > 0 ? round : startKeptAgainSteps(tools.work, job);
}

/** So that there is a moment between any two in which somebody may come. Wishes are one: half of them is no wish. */
export function oneAtATime(steps: readonly PlannedStep[]): readonly PlannedStep[] {
  const wishes = steps.filter(({ name }) => stepAct(name)?.kind === 'wish');
  return wishes.length > 0 ? wishes : steps.filter(({ after }) => after.length === 0).slice(0, 1);
}
