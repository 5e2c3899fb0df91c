import type { Job } from '../core/model/job.ts';
import type { Wishes } from '../core/ports.ts';
import type { JobEnding, PlannedStep } from './job-definition.ts';
import type { LabWork } from './lab-work.ts';

/** A person asked again: what failed to prove itself may try once more, once per job. */
export function releaseSteps(
  wishes: Wishes,
  job: Job,
  concerns: (service: string) => boolean,
): readonly PlannedStep[] {
  const released = new Set(job.steps.filter((step) => step.state === 'done').map((step) => step.name));
  return [...wishes.heldBack().keys()]
    .filter((service) => concerns(service) && !released.has(releaseName(service)))
    .map((service) => ({
      name: releaseName(service),
      sentence: `let ${service} be tried again in its wanted form`,
      after: [],
      do: async () => wishes.release(service),
    }));
}

const releaseName = (service: string): string => `release:${service}`;

/** What didn't prove itself is held back, and the round that follows puts the previous one back. */
export async function putPreviousBack(
  work: LabWork,
  job: Job,
  ending: JobEnding,
): Promise<readonly PlannedStep[]> {
  if (ending.reason !== 'failed' || ending.step === undefined) return [];
  return work.holdBackFailed(job, ending.step) ? work.planRound({ job }) : [];
}
