import { bufferPool } from './buffer-pool.ts';
import { containerSpec, imageOf } from './defaults.ts';
import { databaseNetwork } from './network-names.ts';
import { oomScoreAdjust } from './oom-order.ts';
import { owners } from './owners.ts';
import { labPaths } from './paths.ts';
import type { DesiredService } from '../model/desired-state.ts';
import type { HostFacts } from '../model/host-facts.ts';
import type { EnvironmentName, LabFile } from '../model/lab-file.ts';

/** The database of an environment: only the environment's glab reaches it. */
export function database(labFile: LabFile, facts: HostFacts, environment: EnvironmentName): DesiredService {
  const { image, pullFrom } = imageOf(labFile, facts, 'database');
  const { enabled, resources } = labFile.environments[environment];
  const service = `${environment}-db` as const;
  const paths = labPaths(facts.home);
  // A killed database recovers at its next start, which takes longer than letting it write out its pages now.
  const stopGraceSeconds = 60;
  return {
    name: service,
    environment,
    spec: containerSpec(facts, {
      service,
      environment,
      image,
      owner: owners.database,
      networks: [databaseNetwork(environment)],
      memoryBytes: resources.database.memory,
      cpus: resources.database.cpus,
      pids: resources.database.pids,
      oomScoreAdjust: oomScoreAdjust(service),
      stopGraceSeconds,
      environmentVariables: {
        MARIADB_DATABASE: 'labstead',
        MARIADB_USER: 'labstead',
        MARIADB_PASSWORD_FILE: '/run/secrets/password',
        MARIADB_BUFFER_POOL_SIZE: bufferPool(resources.database.memory),
      },
      mounts: [
        { source: paths.environment(environment).database, target: '/var/lib/mysql', readOnly: false },
        { source: paths.secretsOf(service), target: '/run/secrets', readOnly: true },
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
