import type { JobDefinition } from './job-definition.ts';
import { putPreviousBack } from './held-back.ts';
import type { LabJobTools } from './lab-work.ts';
import { doneOutcome } from './sentences.ts';

/** What the loop asks for by itself when the world drifted from what is wished. */
export const healJob = ({ work }: LabJobTools): JobDefinition => ({
  title: () => 'Bring the lab back to what is wished',
  plan: (job) => work.planRound({ job }),
  onFailure: (job, ending) => putPreviousBack(work, job, ending),
  outcome: doneOutcome,
});
