import type { JobDefinition } from './job-definition.ts';
import type { LabJobTools } from './lab-work.ts';
import { doneOutcome } from './sentences.ts';

/** Deletes reference data, or data of a brick, that nothing uses; only a person asks for it, the lab itself keeps what it has. */
export const removeDataJob = ({ work }: LabJobTools): JobDefinition => ({
  title: ({ target }) => {
    if (work.isBrickData(target)) {
      work.assertDataUnused(target);
      return `Delete the data ${target} of a brick`;
    }
    work.assertReferenceUnused(target);
    return `Delete the reference data ${target}`;
  },
  plan: async (job) => {
    const { target } = job.params;
    const step = await (work.isBrickData(target)
      ? work.removeDataStep(target)
      : work.removeReferenceStep(target));
    return step === undefined ? [] : [step];
  },
  outcome: doneOutcome,
});
