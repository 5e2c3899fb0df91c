import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPlaces, type BackupPlaces } from '../support/backup-places.ts';
import { FakeBackupRepositories } from '../support/fake-backup-repositories.ts';
import { RepositoryBench } from '../support/restic-bench.ts';
import { backupRepositoriesSuite } from './backup-repositories.suite.ts';

describe('conformance/backup-repositories: in memory', () => {
  let bench: RepositoryBench;
  let places: BackupPlaces;

  before(async () => {
    const home = await mkdtemp(join(tmpdir(), 'labstead-repositories-'));
    bench = new RepositoryBench(home, new FakeBackupRepositories());
    places = await openPlaces['a folder']();
  });
  after(async () => {
    await places.close();
    await bench.close();
  });

  backupRepositoriesSuite(
    () => bench,
    () => places.next(),
  );
});
