import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { labFromSnapshot } from '../../../../src/adapters/fresh/lab-from-snapshot.ts';
import { openStore } from '../../../../src/adapters/store/open-store.ts';
import { printManifest } from '../../../../src/core/backup/manifest.ts';
import type { BackupRepository, Clock } from '../../../../src/core/ports.ts';
import { aSnapshotManifest } from '../../../support/builders/an-export.ts';
import { FakeBackupRepositories } from '../../../support/fake-backup-repositories.ts';
import { realClock } from '../../../support/real-clock.ts';
import { refused } from '../../../support/refused.ts';

const day = 86_400_000;

describe('adapters/fresh/lab-from-snapshot', () => {
  let scratch: string;
  let home: string;
  let place: string;
  let repositories: FakeBackupRepositories;
  let repository: BackupRepository;

  beforeEach(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'labstead-source-'));
    [home, place] = [join(scratch, 'home'), join(scratch, 'place')];
    await mkdir(home);
    await writeFile(join(scratch, 'password'), 'p');
    repositories = new FakeBackupRepositories();
    repository = repositories.open({
      ...{ name: 'main', host: 'labtest1', credentials: {}, ssh: undefined },
      location: { kind: 'folder', path: place },
      passwordFile: join(scratch, 'password'),
    });
    await repository.init();
  });
  afterEach(() => rm(scratch, { recursive: true, force: true }));

  interface Before {
    /** Known of the repository to be damaged. */
    damaged?: readonly string[];
    tag?: string;
    /** In place of the lab file that the lab had accepted; null: somebody removed it. */
    labFile?: string | null;
  }

  const accepted = () => `name: Lab\nbackup: { repositories: [{ name: main, location: ${place} }] }\n`;

  /** Of a lab as it was then; answers its id. */
  async function snapshot(night: number, before: Before = {}): Promise<string> {
    const { damaged, tag = 'complete', labFile = accepted() } = before;
    const base = join(scratch, `lab${night}`);
    const staging = join(base, 'backups/staging');
    await mkdir(staging, { recursive: true });
    const manifest = aSnapshotManifest({ takenAt: night * day });
    await writeFile(join(staging, 'manifest.json'), printManifest(manifest));
    if (labFile !== null) await writeFile(join(base, 'lab.yaml'), labFile);
    for (const part of ['ca', 'secrets']) await mkdir(join(base, 'state', part), { recursive: true });
    await writeFile(join(base, 'state/ca/ca.crt'), 'ca');
    await writeFile(join(base, 'state/secrets/key'), 'k');
    const store = openStore({ directory: join(base, 'store'), ballastBytes: 4096 });
    const [own] = await repository.keys();
    store.backups.noteMade({ name: 'main', location: place, key: own!.id, madeAt: 1 });
    store.labFiles.accept({ text: accepted(), author: 'ada', via: 'cli', acceptedAt: 1 });
    if (damaged !== undefined)
      store.backups.noteRead('main', 1, night * day, [{ words: 'pack 12 is wrong', snapshots: damaged }]);
    await store.backupTo(join(staging, 'lab.db'));
    store.close();
    const { snapshot: id } = await repository.backup(
      {
        ...{ base, leaveOut: [], at: night * day },
        paths: ['backups', 'state', ...(labFile === null ? [] : ['lab.yaml'])],
        tags: ['labstead', 'lab=labtest1', `job=${night}`, tag],
      },
      () => undefined,
    );
    return id;
  }

  const source = (wanted?: string, clock: Pick<Clock, 'now'> = realClock) =>
    labFromSnapshot(
      repository,
      {
        ...{ home, location: { kind: 'folder', path: place }, wanted, lab: undefined },
        ...{ given: {}, clock },
      },
      new AbortController().signal,
    );

  it('of a sound repository it is the newest that lacks nothing, and there is nothing to tell', async () => {
    await snapshot(1);
    const newest = await snapshot(2);
    const { snapshot: taken, told, source: from } = await source();
    expect([taken.id, told]).to.deep.equal([newest, []]);
    expect(from.ask).to.deep.equal({ repository: 'main', snapshot: newest });
  });

  it('what it comes from is all of that lab’s that is there, also where an older one is named', async () => {
    const old = await snapshot(1);
    await snapshot(2, { tag: 'lacking' });
    await snapshot(3);
    const { source: from } = await source(old);
    expect(from.listed.map(({ takenAt }) => takenAt)).to.deep.equal([day, 2 * day, 3 * day]);
  });

  it('one that a clock which was ahead made has to be told from the newest by a person, and nothing is laid down before', async () => {
    const clock = { now: () => 10 * day };
    const whole = await snapshot(1);
    const ahead = await snapshot(300);
    const { hint } = await refused('backup.clock_implausible', () => source(undefined, clock));
    expect(hint).to.contain(`--snapshot ${whole.slice(0, 8)}`);
    expect(await readdir(home)).to.deep.equal([]);
    for (const wanted of [whole, ahead]) expect((await source(wanted, clock)).snapshot.id).to.equal(wanted);
  });

  it('one that is named although it is of a time yet to come is judged by what was known then, not before', async () => {
    const clock = { now: () => 10 * day };
    const hurt = await snapshot(300);
    await snapshot(1);
    const newest = await snapshot(301, { damaged: [hurt] });
    const { told } = await source(newest, clock);
    expect(told.join()).to.contain('pack 12 is wrong');
  });

  it('what is known of the repository is of the newest that is not of a time yet to come', async () => {
    const clock = { now: () => 10 * day };
    const hurt = await snapshot(2);
    await snapshot(3, { damaged: [hurt], tag: 'lacking' });
    for (const night of [300, 301, 302]) await snapshot(night);
    const { told } = await source(hurt, clock);
    expect(told[0]).to.match(/^Damage was known in this repository/);
  });

  it('one that the lab knew to be damaged is passed over, and that is told; by its name it is taken, and told as well', async () => {
    const old = await snapshot(1);
    const damaged = await snapshot(2);
    // The night that found the damage could not read all of the lab.
    await snapshot(3, { damaged: [damaged], tag: 'lacking' });
    const { snapshot: taken, told } = await source();
    expect(taken.id).to.equal(old);
    expect(told[0]).to.contain(damaged.slice(0, 8)).and.contain('was known to be damaged');
    expect(told[1]).to.match(/^Damage was known in this repository: pack 12 is wrong\. .*--snapshot ID/);
    const named = await source(damaged);
    expect([named.snapshot.id, named.told]).to.deep.equal([damaged, told.slice(1)]);
  });

  it('one that can’t be read is passed over and told, unless it was asked for by its name', async () => {
    const old = await snapshot(1);
    const newest = await snapshot(2);
    const file = [...repositories.at(place).snapshots.values()]
      .at(-1)
      ?.things.get('/backups/staging/manifest.json');
    for (const [sha, blob] of repositories.at(place).blobs) blob.damaged = sha === file?.blob;
    const { snapshot: taken, told } = await source();
    expect(taken.id).to.equal(old);
    expect(told[0]).to.contain(newest.slice(0, 8)).and.contain('can’t be read, and is passed over');
    await refused('backup.damaged', () => source(newest));
  });

  it('a lab file that was left half edited, or removed, gives way to the one that the lab had accepted, which is told', async () => {
    const edited = await snapshot(1, { labFile: 'name: Lab\nenvironments: {{\n' });
    const { told, source: from } = await source();
    expect(told).to.have.lengthOf(1);
    expect(told[0])
      .to.contain('has errors: the lab comes back by the one that it had accepted last')
      .and.contain(`labctl backup download ${edited.slice(0, 8)} /lab.yaml`);
    const folder = join(scratch, 'laid-down');
    await mkdir(join(folder, 'state'), { recursive: true });
    expect(await from.put(folder)).to.equal(accepted());
    await snapshot(2, { labFile: null });
    expect((await source()).told[0])
      .to.contain('There was no lab file')
      .and.contain('accepted last');
  });

  it('where none can be read the refusal says of each why it was passed over', async () => {
    const only = await snapshot(1);
    for (const blob of repositories.at(place).blobs.values()) blob.damaged = true;
    const { message } = await refused('backup.none_good', () => source());
    expect(message)
      .to.contain(only.slice(0, 8))
      .and.contain('can’t be read, and is passed over')
      .and.contain('There is no snapshot in this repository that can be read.');
  });

  it('nothing is written into a data root that isn’t empty', async () => {
    await snapshot(1);
    await writeFile(join(home, 'thesis.txt'), 'mine');
    await refused('files.failed', () => source());
  });
});
