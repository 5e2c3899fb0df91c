import type { Job } from '../core/model/job.ts';
import type { Clock, Wishes } from '../core/ports.ts';
import type { PlannedStep } from './job-definition.ts';

const prefix = 'wish:';
const verb = (stopped: boolean): string => (stopped ? 'stay stopped' : 'run');

/** Remembers what a person wants, one step per service that was wanted otherwise. */
export function wishSteps(
  wishes: Wishes,
  clock: Clock,
  services: readonly string[],
  stopped: boolean,
): readonly PlannedStep[] {
  const before = wishes.stopped();
  return services
    .filter((service) => before.has(service) !== stopped)
    .map((service) => ({
      name: `${prefix}${service}`,
      sentence: `remember that ${service} is to ${verb(stopped)}`,
      after: [],
      do: async () => wishes.setStopped([service], stopped, clock.now()),
    }));
}

/** A cancelled start or stop leaves the wish as it was: those that this job changed are changed back. */
export function takeBackWishes(
  wishes: Wishes,
  clock: Clock,
  job: Job,
  stopped: boolean,
): readonly PlannedStep[] {
  const changed = job.steps.filter(
    (step) => step.name.startsWith(prefix) && step.startedAt !== undefined && step.state !== 'undone',
  );
  return [...new Set(changed.map((step) => step.name))].map((name) => {
    const service = name.slice(prefix.length);
    return {
      name: `undo:${name}`,
      sentence: `remember again that ${service} is to ${verb(!stopped)}`,
      after: [],
      undoes: name,
      do: async () => wishes.setStopped([service], !stopped, clock.now()),
    };
  });
}
