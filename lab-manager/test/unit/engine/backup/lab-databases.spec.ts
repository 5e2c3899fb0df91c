import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { backupSources } from '../../../../src/adapters/files/backup/sources.ts';
import type { DesiredService } from '../../../../src/core/model/desired-state.ts';
import { LabError } from '../../../../src/core/model/lab-error.ts';
import { containerName } from '../../../../src/core/names.ts';
import {
  LabDatabases,
  dataTarget,
  type LabDatabasesOptions,
} from '../../../../src/engine/backup/lab-databases.ts';
import { refused } from '../../../support/refused.ts';

describe('engine/backup/lab-databases', () => {
  let home: string;
  beforeEach(async () => (home = await mkdtemp(join(tmpdir(), 'labstead-databases-'))));
  afterEach(() => rm(home, { recursive: true }));

  it('of one that went while a snapshot was made it is told what to do', async () => {
    const { signal } = new AbortController();
    const report = { log: () => undefined, progress: () => undefined };
    const databases = new LabDatabases({ services: () => [] } as unknown as LabDatabasesOptions);
    const error = await refused('service.unknown', () =>
      databases.dump('prod-db', 'prod-db.sql', 'JOB', report, signal),
    );
    expect(error.hint).to.contain('labctl backup now');
  });

  it('of one that runs and does not answer its files are counted, and why is told; the others tell themselves', async () => {
    const services = (['prod', 'dev'] as const).map((environment) => ({
      name: `${environment}-db`,
      environment,
      spec: { mounts: [{ source: join(home, environment), target: dataTarget }] },
    }));
    for (const { environment } of services) {
      await mkdir(join(home, environment));
      await writeFile(join(home, environment, 'ibdata1'), Buffer.alloc(1000));
    }
    const containers = services.map(({ name }) => ({
      ...{ ours: true, state: 'running', name: containerName('lab', name) },
    }));
    const databases = new LabDatabases({
      engine: { observe: () => Promise.resolve({ containers }) },
      dumps: {
        estimate: (container: string) =>
          container.endsWith('dev-db')
            ? Promise.reject(new LabError('docker.timeout', 'dev-db said nothing for 120 s.'))
            : Promise.resolve({ bytes: 7 }),
      },
      sources: backupSources(),
      facts: () => ({ labId: 'lab' }),
      services: () => Promise.resolve(services as unknown as readonly DesiredService[]),
    } as unknown as LabDatabasesOptions);
    expect(await databases.estimate(['prod-db', 'dev-db'], new AbortController().signal)).to.deep.equal({
      bytes: 1007,
      notes: [
        'dev-db runs and does not say how much it holds, so its files were counted: dev-db said nothing for 120 s.',
      ],
    });
  });
});
