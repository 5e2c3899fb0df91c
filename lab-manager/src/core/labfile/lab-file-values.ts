import { formatDuration } from '../duration.ts';
import { formatBytes } from '../units.ts';
import { printLocation } from '../backup/location.ts';
import type { BackupFile } from '../model/backup.ts';
import type { ReferenceSet } from '../model/reference.ts';
import type { EnvironmentFile, LabFile, ResourcesFile } from '../model/lab-file.ts';

/** The values by path, as people write them: `environments.prod.resources.glab.memory` → `2 GiB`. */
export function labFileValues(labFile: LabFile): ReadonlyMap<string, string | number | boolean> {
  return new Map(leaves(readable(labFile), []));
}

function readable({ name, domain, timeZone, tls, environments, codelab, biota, images, backup }: LabFile) {
  return {
    name,
    domain,
    timeZone,
    tls: { mode: tls.mode },
    environments: {
      prod: readableEnvironment(environments.prod),
      dev: readableEnvironment(environments.dev),
    },
    codelab: {
      enabled: codelab.enabled,
      internet: codelab.internet,
      resources: readableResources(codelab.resources),
    },
    biota: {
      mode: biota.mode,
      memory: formatBytes(biota.memory),
      ...(biota.set === undefined ? {} : { set: readableSet(biota.set) }),
    },
    images: {
      ...(images.registry === undefined ? {} : { registry: images.registry }),
      override: images.override,
    },
    backup: readableBackup(backup),
  };
}

function readableBackup({ schedule, retention, repositories, leaveOut, waitForWork }: BackupFile) {
  return {
    schedule: schedule ?? 'off',
    retention: { ...retention },
    // By their names: one that comes or goes changes none of the others.
    repositories: Object.fromEntries(
      repositories.map(({ name, location, copyOf }) => [name, { location: printLocation(location), copyOf }]),
    ),
    ...(leaveOut.length === 0 ? {} : { leaveOut: leaveOut.join(', ') }),
    waitForWork: formatDuration(waitForWork),
  };
}

function readableEnvironment(environment: EnvironmentFile) {
  const { enabled, internet, resources, gpu, variables, brickServices, schedule, idle } = environment;
  const { glab, database } = resources;
  return {
    enabled,
    internet,
    resources: { glab: readableResources(glab), database: readableResources(database) },
    ...(gpu === undefined ? {} : { gpu: 'ids' in gpu ? gpu.ids.join(', ') : gpu.count }),
    variables,
    brickServices: { ...brickServices, memory: formatBytes(brickServices.memory) },
    schedule,
    // Only what is set: an environment without these runs until a person stops it.
    ...(idle.stopAfter === undefined ? {} : { idle: { stopAfter: formatDuration(idle.stopAfter) } }),
  };
}

function readableSet({ bytes, builtBytes, ...set }: ReferenceSet) {
  return { ...set, size: formatBytes(bytes), builtSize: formatBytes(builtBytes) };
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
