import { roundBytes } from '../units.ts';
import { checkOfLook, type HealthInput } from './check.ts';
import { limitPlace } from './limit-path.ts';
import type { DesiredService } from '../model/desired-state.ts';

/** A limit that can’t be reached protects nobody: the machine runs out before the service does. */
export const limitsBeyondMachine = checkOfLook(
  'limits-beyond-machine',
  'Every limit is within what this machine has.',
  ({ desired }, { machine }) => (machine === undefined ? [] : beyondMachine(desired.services, machine)),
);

/** Of services alone, so that a lab file can be checked before anything of it runs. */
export function beyondMachine(
  services: readonly DesiredService[],
  machine: NonNullable<HealthInput['machine']>,
) {
  return services.flatMap((service) => problemsOf(service, machine));
}

function problemsOf(service: DesiredService, machine: NonNullable<HealthInput['machine']>) {
  const { memoryBytes } = service.spec;
  const cpus = service.coresWished ?? service.spec.cpus;
  const about = { severity: 'info' as const, subject: service.name };
  const memory = memoryBytes > machine.memoryTotalBytes && {
    ...about,
    message: `${service.name} may use ${roundBytes(memoryBytes)} of memory, more than the ${roundBytes(machine.memoryTotalBytes)} that this machine has.`,
    hint: lower(limitPlace(service, 'memory')),
  };
  const cores = cpus !== undefined &&
    cpus > machine.cores && {
      ...about,
      message: `${service.name} may use ${cpus} cores; this machine has ${machine.cores}, so that it may use all of them.`,
      hint: lower(limitPlace(service, 'cpus')),
    };
  return [memory, cores].filter((it) => it !== false);
}

const lower = (place: string | undefined): string =>
  place === undefined ? 'Use a machine with more of it.' : `Lower ${place}.`;
