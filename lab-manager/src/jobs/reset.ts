import { enumerate } from '../core/enumerate.ts';
import type { Job } from '../core/model/job.ts';
import { LabError } from '../core/model/lab-error.ts';
import type { JobDefinition, PlannedStep } from './job-definition.ts';
import { startKeptAgainSteps } from './kept-services.ts';
import type { LabJobTools } from './lab-work.ts';
import type { ResetPart } from './reset-work.ts';
import { stopInReverse } from './stop-in-reverse.ts';

const setAside = 'setAside:';
const putBack = 'putBack:';
const removeAside = 'removeAside';

/**
 * Empties dev: what is there is moved aside by a rename, dev starts anew on empty directories, and only then the old is
 * removed. Until that last step all of it can be put back, and is where something fails or the job is cancelled.
 */
export const resetJob = ({ work, reset }: LabJobTools): JobDefinition => {
  /** Those that run, the last to start first. */
  const stops = async (job: Job, parts: readonly ResetPart[]): Promise<readonly PlannedStep[]> => {
    const isUser = (name: string): boolean => parts.some((part) => part.isUsedBy(name));
    const running = await work.startedBefore(work.servicesOf('dev').filter(isUser), Infinity);
    const kept = (await work.kept('dev')).filter(({ name, runs }) => runs && isUser(name));
    return stopInReverse([
      ...kept.map(({ name }) => work.stopKeptStep(job, name)),
      ...running.map((name) => work.stopStep(job, name)),
    ]);
  };
  /** Nobody may have it open while it is moved. */
  const onceStopped = async (
    job: Job,
    parts: readonly ResetPart[],
    steps: readonly PlannedStep[],
  ): Promise<readonly PlannedStep[]> => {
    const first = await stops(job, parts);
    return [...first, ...steps.map((step) => ({ ...step, after: [...first.keys()] }))];
  };
  const asBefore = async (job: Job): Promise<readonly PlannedStep[]> => {
    const round = await work.planRound({ job, puttingBack: true });
    // The last: what refused bricks keep must not hold up dev where it doesn't start.
    return round.length > 0 ? round : startKeptAgainSteps(work, job);
  };
  const removeStep = (job: Job): readonly PlannedStep[] =>
    isDone(job, removeAside)
      ? []
      : [
          {
            name: removeAside,
            sentence: 'remove what dev was before',
            after: [],
            do: () => reset.removeAside(job.id),
          },
        ];

  return {
    title: (params) => {
      const { target, withCodelab = false } = params;
      if (target !== 'dev') throw onlyDev(target);
      work.servicesOf(target);
      reset.assertNoneInTheWay(params);
      return `Reset dev: empty its data and its databases${withCodelab ? ', and the codelab’s files' : ''}`;
    },

    plan: async (job) => {
      const parts = reset.parts(job.params);
      // Something may have been restored since it was asked for.
      if (!parts.some(({ name }) => wasTried(job, name))) reset.assertNoneInTheWay(job.params);
      const open = parts.filter(({ name }) => !isDone(job, setAside + name));
      if (open.length === 0) {
        const round = await work.planRound({ job });
        return round.length > 0 ? round : removeStep(job);
      }
      const wait = await work.beforeStopping(job);
      if (wait.length > 0) return wait;
      const steps = open.map((part) => ({
        name: setAside + part.name,
        sentence: `move aside dev's ${part.words}`,
        after: [],
        do: () => reset.setAside(job.id, part),
      }));
      return onceStopped(job, open, steps);
    },

    onFailure: async (job) => {
      // Once the old began to go there is nothing to go back to.
      if (job.steps.some(({ name, startedAt }) => name === removeAside && startedAt !== undefined))
        return removeStep(job);
      const moved = reset.parts(job.params).filter(({ name }) => wasTried(job, name));
      if (moved.length === 0) return job.steps.length === 0 ? [] : asBefore(job);
      const steps = moved.map((part) => ({
        name: putBack + part.name,
        sentence: `put back dev's ${part.words} as it was`,
        after: [],
        undoes: setAside + part.name,
        do: () => reset.putBack(job.id, part),
      }));
      return onceStopped(job, moved, steps);
    },

    outcome: (job) => {
      const words = reset.parts(job.params).map((part) => part.words);
      return `Dev is empty: its ${enumerate(words)} were made anew.`;
    },
  };
};

function isDone(job: Job, name: string): boolean {
  return job.steps.some((step) => step.name === name && step.state === 'done');
}

/** Also a rename of which nobody knows whether it came to pass: putting back finds out. */
function wasTried(job: Job, part: string): boolean {
  const tried = job.steps.some(({ name, startedAt }) => name === setAside + part && startedAt !== undefined);
  return tried && !isDone(job, putBack + part);
}

const onlyDev = (target: string): LabError =>
  new LabError('environment.not_resettable', `Only dev can be reset, not ${target}.`, {
    hint: 'Ask for a reset of dev. What is in prod is never emptied by the lab.',
  });
