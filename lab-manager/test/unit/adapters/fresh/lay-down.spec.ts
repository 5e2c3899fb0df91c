import { readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { createLabExports } from '../../../../src/adapters/export/lab-exports.ts';
import { labFromExport } from '../../../../src/adapters/fresh/lab-from-export.ts';
import { layDown, type LabSource } from '../../../../src/adapters/fresh/lay-down.ts';
import { openStore } from '../../../../src/adapters/store/open-store.ts';
import { noFailPoints } from '../../../../src/jobs/fail-points.ts';
import { aSnapshotManifest } from '../../../support/builders/an-export.ts';
import { realClock } from '../../../support/real-clock.ts';
import { refused } from '../../../support/refused.ts';

const labFile = 'name: My lab\ndomain: lab.localhost\n';
const ballastBytes = 4096;

describe('adapters/fresh/lay-down', () => {
  let home: string;
  let scratch: string;
  /** The installation that the snapshot is of. */
  let installedAs: string;
  beforeEach(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'labstead-fresh-'));
    home = join(scratch, 'lab');
    await mkdir(home);
  });
  afterEach(() => rm(scratch, { recursive: true, force: true }));

  const down = (source: LabSource, version = '0.1.0') =>
    layDown({ home, version, clock: realClock, failPoints: noFailPoints }, source);
  const source = (given: Partial<LabSource> = {}): LabSource => ({
    manifest: aSnapshotManifest(),
    ask: { repository: 'main', snapshot: 'a'.repeat(64) },
    listed: [],
    put: async (folder) => {
      await writeFile(join(folder, 'lab.yaml'), labFile);
      await mkdir(join(folder, 'state/secrets'));
      await writeFile(join(folder, 'state/secrets/key'), 'secret');
      await copyOfStore(join(folder, 'state/lab.db'));
      return labFile;
    },
    ...given,
  });
  /** As a backup stages it, in the middle of its own job. */
  async function copyOfStore(to: string): Promise<void> {
    const directory = join(scratch, 'old');
    const store = openStore({ directory, ballastBytes });
    const requestedBy = { actor: 'schedule', via: 'lab' as const, requestId: undefined };
    const job = {
      id: '01',
      kind: 'backup' as const,
      title: 'Back up',
      params: { target: 'lab' },
      requestedBy,
      createdAt: 1,
    };
    store.journal.create(job);
    store.journal.setState('01', 'running', 2);
    store.backups.noteFollowed({ written: '0 3 * * * UTC', doneAt: 7 });
    installedAs = store.backups.installation().id;
    const restore = { job: '00', snapshot: 'a', repository: 'main', words: 'prod', restoredAt: 1 };
    store.backups.addRestore({ ...restore, environments: ['prod'], parts: ['prod-data'], mounts: [] });
    await store.backupTo(to);
    store.close();
    await rm(directory, { recursive: true });
  }

  it('the data root holds the lab file, the state, and what the lab is to be asked for', async () => {
    await down(source());
    expect((await readdir(home)).sort()).to.deep.equal(['lab.yaml', 'state']);
    expect(await readFile(join(home, 'state/lab-id'), 'utf8')).to.equal('labtest1\n');
    expect(JSON.parse(await readFile(join(home, 'state/restore.json'), 'utf8'))).to.deep.equal({
      repository: 'main',
      snapshot: 'a'.repeat(64),
      after: '01',
    });
    expect((await stat(join(home, 'state'))).mode & 0o777).to.equal(0o700);
  });

  it('the job that wrote the snapshot is over: gone on with, it would back up a lab without data', async () => {
    await down(source());
    const store = openStore({ directory: join(home, 'state'), ballastBytes });
    expect(store.journal.unfinished()).to.deep.equal([]);
    expect(store.journal.get('01')).to.include({ state: 'failed' });
    expect(store.backups.restores()).to.deep.equal([]);
    store.close();
  });

  it('it is another installation of the lab, however often it is begun, and comes from all that was there', async () => {
    const ahead = Date.now() + 60_000;
    const ids = new Set<string>();
    for (let time = 0; time < 2; time += 1) {
      await down(source({ listed: [{ takenAt: 5 }, { takenAt: ahead }] }));
      const store = openStore({ directory: join(home, 'state'), ballastBytes });
      const { id, inheritsUntil, sparesUntil } = store.backups.installation();
      store.close();
      expect(inheritsUntil).to.equal(ahead);
      expect(sparesUntil).to.be.above(Date.now() + 29 * 86_400_000);
      expect(id).not.to.equal(installedAs);
      ids.add(id);
      await rm(home, { recursive: true });
      await mkdir(home);
    }
    expect(ids.size).to.equal(2);
  });

  it('it makes up for the night that the lost machine missed, but not beside newer snapshots of these days', async () => {
    const doneAt: number[] = [];
    for (const listed of [[{ takenAt: 1 }], [{ takenAt: Date.now() - 3_600_000 }]]) {
      await down(source({ manifest: aSnapshotManifest({ takenAt: 1 }), listed }));
      const store = openStore({ directory: join(home, 'state'), ballastBytes });
      expect(store.backups.followed()?.written).to.equal('0 3 * * * UTC');
      doneAt.push(store.backups.followed()?.doneAt ?? 0);
      store.close();
      await rm(home, { recursive: true });
      await mkdir(home);
    }
    expect(doneAt[0]).to.equal(7);
    expect(doneAt[1]).to.be.closeTo(Date.now(), 60_000);
  });

  for (const where of ['state', 'lab-file'] as const)
    it(`a kill at layDown:${where} leaves what tells that it has to be begun anew, and that is done`, async () => {
      const reach = (name: string): void => {
        if (name === `layDown:${where}`) throw new Error('the power failed');
      };
      await refused('files.failed', () =>
        layDown({ home, version: '0.1.0', clock: realClock, failPoints: { reach } }, source()),
      );
      expect(await readdir(home)).to.include.members(['.restoring', 'state']);
      await writeFile(join(home, 'state/half'), '');
      await down(source());
      expect((await readdir(home)).sort()).to.deep.equal(['lab.yaml', 'state']);
      expect(await readdir(join(home, 'state')))
        .to.include('restore.json')
        .and.not.include('half');
      expect(await readFile(join(home, 'lab.yaml'), 'utf8')).to.equal(labFile);
    });

  it('nothing tells of a beginning any more once all of it lies in place', async () => {
    const seen: [string, string[]][] = [];
    const reach = (name: string): void => void seen.push([name, readdirSync(home).sort()]);
    await layDown({ home, version: '0.1.0', clock: realClock, failPoints: { reach } }, source());
    expect(seen).to.deep.equal([
      ['layDown:state', ['.restoring', 'state']],
      ['layDown:lab-file', ['.restoring', 'lab.yaml', 'state']],
      ['layDown:all', ['lab.yaml', 'state']],
    ]);
  });

  it('an attempt that was interrupted is begun anew, wherever that was', async () => {
    const cut = source({
      put: async (folder) => {
        await source().put(folder);
        throw new Error('the machine lost power');
      },
    });
    await refused('files.failed', () => down(cut));
    await mkdir(join(home, 'state'));
    await writeFile(join(home, 'state/half'), '');
    await down(source());
    expect((await readdir(home)).sort()).to.deep.equal(['lab.yaml', 'state']);
    expect(await readdir(join(home, 'state'))).not.to.include('half');
  });

  it('what lies in a data root that isn’t empty stays as it is', async () => {
    await mkdir(join(home, 'state'));
    await writeFile(join(home, 'state/lab-id'), 'another\n');
    await refused('files.failed', () => down(source()));
    expect(await readFile(join(home, 'state/lab-id'), 'utf8')).to.equal('another\n');
    expect(await readdir(home)).to.deep.equal(['state']);
  });

  it('a lab of a newer version is refused before anything is written', async () => {
    const { lab } = aSnapshotManifest();
    const newer = source({ manifest: aSnapshotManifest({ lab: { ...lab, version: '2.0.0' } }) });
    expect((await refused('backup.newer', () => down(newer))).hint).to.contain('2.0.0');
    expect(await readdir(home)).to.deep.equal([]);
  });

  it('an export without its passphrase lays down a lab that nobody has claimed', async () => {
    const file = join(scratch, 'lab.labx.tar');
    const exports = createLabExports({ clock: realClock });
    const request = {
      target: file,
      snapshot: aSnapshotManifest({ folders: [] }),
      images: [],
      labFile,
      databases: [],
    };
    await exports.write({ ...request, base: home, secrets: undefined }, () => undefined);
    await down(
      await labFromExport(exports, file, {
        limits: { rawBytes: 1e9, entries: 1000 },
        passphrase: undefined,
        lacking: false,
      }),
    );
    expect(await readFile(join(home, 'lab.yaml'), 'utf8')).to.equal(labFile);
    expect((await readdir(join(home, 'state'))).sort()).to.deep.equal(['lab-id', 'restore.json']);
    expect(JSON.parse(await readFile(join(home, 'state/restore.json'), 'utf8'))).to.deep.equal({
      file: 'lab.labx.tar',
    });
  });

  it('an export that lacks something is laid down for whoever says so, and for nobody else', async () => {
    const file = join(scratch, 'lab-lacking.labx.tar');
    const exports = createLabExports({ clock: realClock });
    const snapshot = aSnapshotManifest({ folders: [], missing: ['The database prod-db is not in it.'] });
    const request = { target: file, snapshot, images: [], labFile, databases: [], base: home };
    await exports.write({ ...request, secrets: undefined }, () => undefined);
    const options = { limits: { rawBytes: 1e9, entries: 1000 }, passphrase: undefined };
    await refused('backup.not_good', () => labFromExport(exports, file, { ...options, lacking: false }));
    const { ask, listed } = await labFromExport(exports, file, { ...options, lacking: true });
    expect(listed.map(({ takenAt }) => takenAt)).to.deep.equal([snapshot.takenAt]);
    expect(ask).to.deep.equal({ file: 'lab-lacking.labx.tar' });
  });
});
