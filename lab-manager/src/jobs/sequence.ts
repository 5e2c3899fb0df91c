import type { Job } from '../core/model/job.ts';
import type { JobDefinition, PlannedStep, StepReport } from './job-definition.ts';

/** One step of a job whose steps are known beforehand. */
export interface SequenceStep {
  name: string;
  sentence: string;
  /** Looks at the world: is it done already? */
  probe(signal: AbortSignal): Promise<boolean>;
  do(report: StepReport, signal: AbortSignal): Promise<void>;
  /** Must also cope with what a `do` left that broke off, and with nothing being there any more. */
  undo?(report: StepReport, signal: AbortSignal): Promise<void>;
}

/**
 * Turns a fixed list of steps into rounds of one step each. What was there before the job is adopted and never undone;
 * what the job touched is undone in reverse order when it fails or is cancelled. The journal tells the two apart: a step
 * is probed before its intent is written.
 */
export function sequence(
  steps: (job: Job) => readonly SequenceStep[],
): Required<Pick<JobDefinition, 'plan' | 'onFailure' | 'maxRounds'>> {
  return {
    maxRounds: 1000,
    plan: async (job, { signal }) => {
      const next = steps(job).find((step) => !isDone(job, step));
      return next === undefined ? [] : [await planned(job, next, signal)];
    },
    onFailure: (job) => {
      const last = steps(job).findLast((step) => step.undo !== undefined && isTouched(job, step));
      return Promise.resolve(last === undefined ? [] : [undoing(last)]);
    },
  };
}

const isDone = (job: Job, { name }: SequenceStep): boolean =>
  job.steps.some((step) => step.state === 'done' && (step.name === name || step.name === `adopt:${name}`));

/** Tried by this job, whatever came of it, and not taken back. */
const isTouched = (job: Job, { name }: SequenceStep): boolean =>
  job.steps.some((step) => step.name === name && step.startedAt !== undefined && step.state !== 'undone');

async function planned(job: Job, step: SequenceStep, signal: AbortSignal): Promise<PlannedStep> {
  const { name, sentence } = step;
  if (!(await step.probe(signal))) {
    return { name, sentence, after: [], do: (report, stop) => step.do(report, stop) };
  }
  // Done by this job before it was interrupted: it stays this job's. Otherwise somebody else's.
  const ours = isTouched(job, step);
  return {
    name: ours ? name : `adopt:${name}`,
    sentence: `${sentence}: it is there already`,
    after: [],
    do: () => Promise.resolve(),
  };
}

const undoing = (step: SequenceStep): PlannedStep => ({
  name: `undo:${step.name}`,
  sentence: `take back: ${step.sentence}`,
  after: [],
  undoes: step.name,
  do: async (report, signal) => step.undo?.(report, signal),
});
