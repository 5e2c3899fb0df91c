import type { DesiredService } from '../model/desired-state.ts';

type Limit = 'memory' | 'cpus' | 'pids';
type Limited = Pick<DesiredService, 'name' | 'environment' | 'declaredBy'>;

const ofResources = (path: string) => (limit: Limit) => `${path}.${limit}`;

/** Where the limits of a service stand in the lab file; those of the others are fixed. */
const inLabFile: Readonly<Record<string, (limit: Limit) => string | undefined>> = {
  'prod-glab': ofResources('environments.prod.resources.glab'),
  'prod-db': ofResources('environments.prod.resources.database'),
  'dev-glab': ofResources('environments.dev.resources.glab'),
  'dev-db': ofResources('environments.dev.resources.database'),
  'dev-codelab': ofResources('codelab.resources'),
  'biota-db': (limit) => (limit === 'memory' ? 'biota.memory' : undefined),
};

/** `codelab.resources.memory in the lab file`; undefined where it is fixed. */
export function limitPlace({ name, declaredBy }: Limited, limit: Limit): string | undefined {
  if (declaredBy !== undefined)
    return `services.${declaredBy.name}.${limit} in settings.json of the brick ${declaredBy.brick}`;
  const path = inLabFile[name]?.(limit);
  return path === undefined ? undefined : `${path} in the lab file`;
}

/** What a person does about a service that wants for memory: where its limit is set, and what caps that. */
export function raiseMemory(service: Limited): string {
  const { environment, declaredBy } = service;
  const place = limitPlace(service, 'memory');
  if (place === undefined) return 'Report this: its limit is fixed.';
  const cap =
    declaredBy === undefined || environment === undefined
      ? ''
      : ` (at most environments.${environment}.brickServices.memory of the lab file)`;
  return `Raise ${place}${cap}, or use smaller tasks.`;
}
