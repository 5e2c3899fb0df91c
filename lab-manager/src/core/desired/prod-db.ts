import { containerSpec, imageOf } from './defaults.ts';
import { owners } from './owners.ts';
import { labPaths } from './paths.ts';
import type { DesiredService } from '../model/desired-state.ts';
import type { HostFacts } from '../model/host-facts.ts';
import type { LabFile } from '../model/lab-file.ts';

const MiB = 1024 ** 2;

/** The other half is for connections, for the server itself, and for dumps, which run in the same container. */
const bufferPool = (memoryBytes: number): string => `${Math.max(64, Math.floor(memoryBytes / 2 / MiB))}M`;

/** The production database: only prod-glab reaches it. */
export function prodDb(labFile: LabFile, facts: HostFacts): DesiredService {
  const { image, pullFrom } = imageOf(labFile, facts, 'database');
  const { enabled, resources } = labFile.environments.prod;
  const paths = labPaths(facts.home);
  // A killed database recovers at its next start, which takes longer than letting it write out its pages now.
  const stopGraceSeconds = 60;
  return {
    name: 'prod-db',
    environment: 'prod',
    spec: containerSpec(facts, {
      service: 'prod-db',
      environment: 'prod',
      image,
      owner: owners.database,
      networks: ['db-prod'],
      memoryBytes: resources.database.memory,
      cpus: resources.database.cpus,
      pids: resources.database.pids,
      oomScoreAdjust: 100,
      stopGraceSeconds,
      environmentVariables: {
        MARIADB_DATABASE: 'labstead',
        MARIADB_USER: 'labstead',
        MARIADB_PASSWORD_FILE: '/run/secrets/password',
        MARIADB_BUFFER_POOL_SIZE: bufferPool(resources.database.memory),
      },
      mounts: [
        { source: paths.prod.database, target: '/var/lib/mysql', readOnly: false },
        { source: paths.secretsOf('prod-db'), target: '/run/secrets', readOnly: true },
      ],
      tmpfs: { '/run/mysqld': 16, '/tmp': 256 },
    }),
    pullFrom,
    running: enabled,
    after: [],
    // The first start makes the database; a start after a power cut recovers it.
    startTimeoutSeconds: 300,
    stopGraceSeconds,
  };
}
