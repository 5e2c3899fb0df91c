import { join } from 'node:path';
import { brickNetwork, dataFolder } from '../bricks/service-names.ts';
import { bufferPool } from './buffer-pool.ts';
import { containerSpec, imageOf } from './defaults.ts';
import { databaseNetwork, testDatabaseNetwork } from './network-names.ts';
import { oomScoreAdjust } from './oom-order.ts';
import { owners } from './owners.ts';
import { labPaths } from './paths.ts';
import type { BrickService, DeclaredDatabase } from '../model/brick.ts';
import type { DesiredService } from '../model/desired-state.ts';
import type { HostFacts } from '../model/host-facts.ts';
import { codelabRuns, type LabFile } from '../model/lab-file.ts';

/**
 * The database of a brick. It joins the network of its environment's database, where glab is already: a network of its own
 * would have glab made anew, and its tasks ended, for each brick that declares one
 * (docs/decisions/0006-services-of-bricks.md).
 */
export function brickDatabase(
  labFile: LabFile,
  facts: HostFacts,
  { environment, brick, declared, service }: BrickService<DeclaredDatabase>,
): DesiredService {
  const { image, pullFrom } = imageOf(labFile, facts, 'database');
  const paths = labPaths(facts.home);
  const stopGraceSeconds = 60;
  const inCodelab = environment === 'dev' && codelabRuns(labFile);
  return {
    name: service,
    environment,
    declaredBy: { brick, name: declared.name },
    spec: containerSpec(facts, {
      service,
      environment,
      image,
      owner: owners.database,
      networks: [
        databaseNetwork(environment),
        brickNetwork(environment, brick),
        ...(inCodelab ? [testDatabaseNetwork] : []),
      ],
      memoryBytes: declared.memory,
      cpus: declared.cpus,
      pids: declared.pids,
      oomScoreAdjust: oomScoreAdjust(`${environment}-brick-db`),
      stopGraceSeconds,
      environmentVariables: {
        MARIADB_DATABASE: declared.name,
        MARIADB_USER: declared.name,
        MARIADB_PASSWORD_FILE: '/run/secrets/password',
        MARIADB_BUFFER_POOL_SIZE: bufferPool(declared.memory),
      },
      mounts: [
        {
          source: join(paths.environment(environment).brickData, dataFolder(brick, declared.name)),
          target: '/var/lib/mysql',
          readOnly: false,
        },
        { source: paths.secretsOf(service), target: '/run/secrets', readOnly: true },
      ],
      tmpfs: { '/run/mysqld': 16, '/tmp': 256 },
    }),
    pullFrom,
    running: labFile.environments[environment].enabled,
    after: [],
    startTimeoutSeconds: 300,
    stopGraceSeconds,
  };
}
