import { containerSpec, imageOf } from './defaults.ts';
import { testDatabaseNetwork } from './network-names.ts';
import { oomScoreAdjust } from './oom-order.ts';
import { owners } from './owners.ts';
import { labPaths } from './paths.ts';
import type { DesiredService } from '../model/desired-state.ts';
import type { HostFacts } from '../model/host-facts.ts';
import type { LabFile } from '../model/lab-file.ts';

/** The throw-away database that tests of bricks run against: in memory, empty at each start, in reach of the codelab alone. */
export function testDatabase(labFile: LabFile, facts: HostFacts): DesiredService {
  const { image, pullFrom } = imageOf(labFile, facts, 'database');
  // Nothing in it is worth an orderly end.
  const stopGraceSeconds = 5;
  return {
    name: 'dev-testdb',
    environment: 'dev',
    spec: {
      ...containerSpec(facts, {
        service: 'dev-testdb',
        environment: 'dev',
        image,
        owner: owners.database,
        networks: [testDatabaseNetwork],
        // What lies in memory counts as the container's own.
        memoryBytes: 1024 ** 3,
        cpus: undefined,
        pids: 256,
        oomScoreAdjust: oomScoreAdjust('dev-testdb'),
        stopGraceSeconds,
        environmentVariables: {
          MARIADB_DATABASE: 'labstead',
          MARIADB_USER: 'labstead',
          MARIADB_PASSWORD_FILE: '/run/secrets/password',
          MARIADB_THROW_AWAY_DATABASES: 'yes',
        },
        mounts: [
          { source: labPaths(facts.home).secretsOf('dev-testdb'), target: '/run/secrets', readOnly: true },
        ],
        tmpfs: { '/var/lib/mysql': 640, '/run/mysqld': 16, '/tmp': 64 },
      }),
      // Durability costs time, and there is nothing to keep.
      command: ['mariadbd', '--innodb-flush-log-at-trx-commit=0', '--skip-innodb-doublewrite'],
    },
    pullFrom,
    running: true,
    after: [],
    startTimeoutSeconds: 120,
    stopGraceSeconds,
  };
}
