import { roundBytes } from '../units.ts';
import { checkOfLook } from './check.ts';
import { raiseMemory } from './limit-path.ts';
import { wantedContainers } from './service-containers.ts';

export const outOfMemory = checkOfLook(
  'out-of-memory',
  'No service ran into its memory limit.',
  (look, { oomKills }) =>
    wantedContainers(look)
      .filter(({ container }) => container.oomKilled || oomKills?.has(container.name) === true)
      .map(({ service }) => ({
        severity: 'warning' as const,
        subject: service.name,
        message: `Something in ${service.name} was killed for using more than its ${roundBytes(service.spec.memoryBytes)} of memory.`,
        hint: raiseMemory(service),
      })),
);
