import { roundBytes } from '../units.ts';
import { checkOfLook } from './check.ts';
import { wantedContainers } from './service-containers.ts';

/** Where the limit stands in the lab file. */
const limitOf: Readonly<Record<string, string>> = {
  'prod-glab': 'environments.prod.resources.glab.memory',
  'prod-db': 'environments.prod.resources.database.memory',
};

export const outOfMemory = checkOfLook('out-of-memory', 'No service ran into its memory limit.', (look) =>
  wantedContainers(look)
    .filter(({ container }) => container.oomKilled)
    .map(({ service }) => ({
      severity: 'warning' as const,
      subject: service.name,
      message: `Something in ${service.name} was killed for using more than its ${roundBytes(service.spec.memoryBytes)} of memory.`,
      hint: raise(limitOf[service.name]),
    })),
);

function raise(path: string | undefined): string {
  return path === undefined
    ? 'Report this: its limit is fixed.'
    : `Raise ${path} in the lab file, or use smaller tasks.`;
}
