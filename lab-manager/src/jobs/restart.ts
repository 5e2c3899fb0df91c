import type { PlannedStep, JobDefinition } from './job-definition.ts';
import { putPreviousBack } from './held-back.ts';
import type { LabJobTools } from './lab-work.ts';
import { doneOutcome, named } from './sentences.ts';

/** Stops what ran before the job was asked for; then the lab is planned as ever, which starts it again. */
export const restartJob = ({ work }: LabJobTools): JobDefinition => ({
  title: ({ target }) => `Restart ${named(target, work.servicesOf(target))}`,
  plan: async (job) => {
    const old = await work.startedBefore(work.servicesOf(job.params.target), job.createdAt);
    return old.length > 0
      ? stopInReverse(old.map((service) => work.stopStep(service)))
      : work.planRound({ job });
  },
  onFailure: (job, ending) => putPreviousBack(work, job, ending),
  outcome: doneOutcome,
});

/** Those that were started last may need the others until their end. */
const stopInReverse = (stops: readonly PlannedStep[]): readonly PlannedStep[] =>
  stops.toReversed().map((stop, index) => ({ ...stop, after: index === 0 ? [] : [index - 1] }));
