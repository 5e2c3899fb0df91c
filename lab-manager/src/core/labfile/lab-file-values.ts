import { formatBytes } from '../units.ts';
import type { LabFile, ResourcesFile } from '../model/lab-file.ts';

/** The values by path, as people write them: `environments.prod.resources.glab.memory` → `2 GiB`. */
export function labFileValues(labFile: LabFile): ReadonlyMap<string, string | number | boolean> {
  return new Map(leaves(readable(labFile), []));
}

function readable({ name, domain, tls, environments: { prod }, images }: LabFile) {
  const { glab, database } = prod.resources;
  return {
    name,
    domain,
    tls: { mode: tls.mode },
    environments: {
      prod: {
        enabled: prod.enabled,
        resources: { glab: readableResources(glab), database: readableResources(database) },
        variables: prod.variables,
      },
    },
    images: {
      ...(images.registry === undefined ? {} : { registry: images.registry }),
      override: images.override,
    },
  };
}

function readableResources({ memory, cpus, pids }: ResourcesFile) {
  return { memory: formatBytes(memory), ...(cpus === undefined ? {} : { cpus }), pids };
}

type Leaf = [path: string, value: string | number | boolean];

function leaves(value: unknown, path: readonly string[]): Leaf[] {
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return [[path.join('.'), value]];
  return [];
}
