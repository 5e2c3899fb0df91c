import type { ErrorCode } from '../core/model/error-codes.ts';
import type { Job } from '../core/model/job.ts';
import type { Wishes } from '../core/ports.ts';
import { acting } from './acting.ts';
import type { JobEnding, PlannedStep } from './job-definition.ts';
import type { LabWork } from './lab-work.ts';

/** A person asked again: what failed to prove itself may try once more, once per job. */
export function releaseSteps(
  wishes: Wishes,
  job: Job,
  concerns: (service: string) => boolean,
): readonly PlannedStep[] {
  const released = job.steps.flatMap(({ act, state }) =>
    act?.kind === 'release' && state === 'done' ? act.service : [],
  );
  return [...wishes.heldBack().keys()]
    .filter((service) => concerns(service) && !released.includes(service))
    .map((service) =>
      acting(
        { kind: 'release', service },
        {
          sentence: `let ${service} be tried again in its wanted form`,
          do: async () => wishes.release(service),
        },
      ),
    );
}

/** Docker was away: no verdict on what was being tried. Once it is back, the lab goes on towards what was asked. */
const engineAway: readonly ErrorCode[] = ['docker.unreachable', 'docker.forbidden'];

/** What didn't prove itself is held back, and the round that follows puts the previous one back. */
export async function putPreviousBack(
  work: LabWork,
  job: Job,
  ending: JobEnding,
): Promise<readonly PlannedStep[]> {
  if (ending.reason !== 'failed' || ending.step === undefined) return [];
  if (engineAway.includes(ending.error.code)) return [];
  return work.holdBackFailed(job, ending.step) ? work.planRound({ job, puttingBack: true }) : [];
}
