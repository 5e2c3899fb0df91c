import { join } from 'node:path';
import { bufferPool } from './buffer-pool.ts';
import { containerSpec, imageOf } from './defaults.ts';
import { biotaNetwork } from './network-names.ts';
import { oomScoreAdjust } from './oom-order.ts';
import { owners } from './owners.ts';
import { labPaths } from './paths.ts';
import { archiveOf, generationOf } from '../reference/generation.ts';
import { shippedReference } from '../reference/shipped.ts';
import type { DesiredReference, DesiredService } from '../model/desired-state.ts';
import type { HostFacts } from '../model/host-facts.ts';
import { environmentNames, type EnvironmentName, type LabFile } from '../model/lab-file.ts';
import type { ReferenceSet } from '../model/reference.ts';

/** The environments that have a way to the reference database, whether it runs or not. */
export function biotaEnvironments({ biota, environments }: LabFile): readonly EnvironmentName[] {
  return biota.mode === 'off' ? [] : environmentNames.filter((name) => environments[name].enabled);
}

/** The environments it runs for. */
export function biotaReaders(labFile: LabFile, facts: HostFacts): readonly EnvironmentName[] {
  const asking = new Set((facts.referenceNeeds ?? []).map(({ environment }) => environment));
  return biotaEnvironments(labFile).filter((name) => labFile.biota.mode === 'on' || asking.has(name));
}

/** The reference data to have, from where, and for whom; undefined where nobody asks for any. */
export function biotaReference(labFile: LabFile, facts: HostFacts): DesiredReference | undefined {
  const readers = biotaReaders(labFile, facts);
  if (readers.length === 0) return undefined;
  const paths = labPaths(facts.home);
  const set = labFile.biota.set ?? shippedReference;
  const generation = generationOf(set);
  const archive = archiveOf(set);
  return {
    set,
    generation,
    folder: join(paths.biota, generation),
    archive,
    build: build(labFile, facts, set, { generation, archive }),
    readers,
  };
}

/** Serves what was built, to each environment over a network of its own; nothing can be written to it. */
export function biotaDb(labFile: LabFile, facts: HostFacts): DesiredService {
  const { image, pullFrom } = imageOf(labFile, facts, 'biota-db');
  const readers = biotaReaders(labFile, facts);
  const paths = labPaths(facts.home);
  const generation = generationOf(labFile.biota.set ?? shippedReference);
  const stopGraceSeconds = 20;
  return {
    name: 'biota-db',
    environment: undefined,
    spec: containerSpec(facts, {
      service: 'biota-db',
      environment: undefined,
      image,
      owner: owners.database,
      networks: readers.map(biotaNetwork),
      memoryBytes: labFile.biota.memory,
      cpus: undefined,
      pids: 256,
      oomScoreAdjust: oomScoreAdjust('biota-db'),
      stopGraceSeconds,
      environmentVariables: {
        BIOTA_READERS: readers.join(' '),
        BIOTA_BUFFER_POOL_SIZE: bufferPool(labFile.biota.memory),
      },
      mounts: [
        { source: join(paths.biota, generation), target: '/var/lib/mysql', readOnly: true },
        { source: paths.secretsOf('biota-db'), target: '/run/secrets', readOnly: true },
      ],
      // The accounts are written at each start, over those that were built: they aren't part of the data.
      tmpfs: { '/run/mysqld': 32, '/tmp': 64, '/var/lib/mysql/data/mysql': 64 },
    }),
    pullFrom,
    running: true,
    after: [],
    startTimeoutSeconds: 120,
    stopGraceSeconds,
  };
}

/** Without any network: what it loads came through a checksum, and is still somebody else's SQL. */
function build(
  labFile: LabFile,
  facts: HostFacts,
  { name, version, licence, origin }: ReferenceSet,
  { generation, archive }: { generation: string; archive: string },
) {
  const paths = labPaths(facts.home);
  return {
    ...containerSpec(facts, {
      service: 'biota-build',
      environment: undefined,
      image: imageOf(labFile, facts, 'biota-db').image,
      owner: owners.database,
      networks: [],
      memoryBytes: labFile.biota.memory,
      cpus: undefined,
      pids: 256,
      oomScoreAdjust: oomScoreAdjust('biota-build'),
      stopGraceSeconds: 5,
      environmentVariables: {
        BIOTA_GENERATION: generation,
        BIOTA_ARCHIVE: archive,
        BIOTA_ABOUT: JSON.stringify({ name, version, licence, origin }),
        BIOTA_BUFFER_POOL_SIZE: bufferPool(labFile.biota.memory),
      },
      mounts: [
        { source: paths.biota, target: '/generations', readOnly: false },
        { source: paths.biotaArchives, target: '/archives', readOnly: true },
      ],
      tmpfs: { '/run/mysqld': 32, '/tmp': 128 },
    }),
    command: ['build'],
    once: true as const,
  };
}
