import type { JobDefinition } from './job-definition.ts';
import { putPreviousBack, releaseSteps } from './held-back.ts';
import type { LabJobTools } from './lab-work.ts';
import { doneOutcome } from './sentences.ts';

/** Makes the lab what its newest accepted lab file says. What was stopped or uninstalled stays so. */
export const applyJob = ({ work, wishes }: LabJobTools): JobDefinition => ({
  title: () => 'Apply the lab file',
  plan: async (job) => {
    const take = await work.takeLabFileStep();
    const wait = take === undefined ? [] : await work.beforeApplying(job);
    if (wait.length > 0) return wait;
    if (take !== undefined) return [take];
    const release = releaseSteps(wishes, job, () => true);
    return release.length > 0 ? release : work.planRound({ job });
  },
  // Cancelled means as before: otherwise the loop would carry out by itself what a person just called off.
  onFailure: async (job, ending) => {
    const giveBack = ending.reason === 'cancelled' ? work.giveLabFileBackStep(job) : undefined;
    return giveBack === undefined ? putPreviousBack(work, job, ending) : [giveBack];
  },
  outcome: doneOutcome,
});
