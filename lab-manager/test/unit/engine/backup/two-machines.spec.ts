import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { openStore } from '../../../../src/adapters/store/open-store.ts';
import { laidDownAt } from '../../../../src/core/backup/installation.ts';
import { snapshotTags } from '../../../../src/core/backup/snapshot-tags.ts';
import type { BackupMemory, BackupRepository } from '../../../../src/core/ports.ts';
import { LabError } from '../../../../src/core/model/lab-error.ts';
import { Listings } from '../../../../src/engine/backup/listings.ts';
import type { Repositories } from '../../../../src/engine/backup/repository-access.ts';
import { Thinning } from '../../../../src/engine/backup/thinning.ts';
import { aLabFile } from '../../../support/builders/a-lab-file.ts';
import { FakeBackupRepositories } from '../../../support/fake-backup-repositories.ts';
import { prodAndDev, useBackupLab } from '../../../support/use-backup-lab.ts';

const second = 1000;
const day = 86_400 * second;
const begin = Date.UTC(2027, 2, 1, 3);
const retention = { last: 3, hourly: 0, daily: 7, weekly: 4, monthly: 12, yearly: 0 };
const silent = { log: () => undefined, progress: () => undefined };
const { signal } = new AbortController();

describe('engine/backup: two machines that write snapshots of one lab', function () {
  this.timeout(60_000);
  let scratch: string;
  let repository: BackupRepository;
  let now: number;
  const open: (() => void)[] = [];

  beforeEach(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'labstead-two-'));
    await writeFile(join(scratch, 'password'), 'p');
    await anew();
  });
  afterEach(async () => {
    for (const close of open.splice(0)) close();
    await rm(scratch, { recursive: true, force: true });
  });

  /** An empty repository. */
  async function anew(): Promise<void> {
    repository = new FakeBackupRepositories().open({
      ...{ name: 'nas', host: 'labone', credentials: {}, ssh: undefined },
      location: { kind: 'folder', path: join(scratch, 'nas') },
      passwordFile: join(scratch, 'password'),
    });
    await repository.init();
  }

  interface Machine {
    memory: BackupMemory;
    /** Makes a snapshot, and takes out what retention doesn't keep. */
    night(at: number): Promise<void>;
  }

  async function machine(): Promise<Machine> {
    const store = openStore({ directory: await mkdtemp(join(scratch, 'state-')), ballastBytes: 4096 });
    open.push(() => store.close());
    const memory = store.backups;
    memory.noteMade({ name: 'nas', location: 'nas', key: 'k', madeAt: begin });
    const repositories = {
      with: (_name: string, use: (it: BackupRepository) => unknown) => use(repository),
      primary: () => ({ name: 'nas' }),
    } as unknown as Repositories;
    const thinning = new Thinning({
      ...{ repositories, memory, labId: 'labone' },
      listings: new Listings(repositories, 'labone'),
      clock: { now: () => now, monotonic: () => now },
      lab: () => ({ backup: { ...aLabFile().backup, retention }, timeZone: 'UTC' }),
    });
    return {
      memory,
      async night(at) {
        now = at;
        const { id: installation } = memory.installation();
        const tags = snapshotTags({ labId: 'labone', installation, job: String(at), complete: true });
        const { snapshot } = await repository.backup(
          { paths: ['password'], base: scratch, leaveOut: [], tags, at },
          () => undefined,
        );
        now = at + 1;
        memory.noteChecked('nas', now, []);
        await thinning.thin('nas', { made: snapshot, said: {} }, silent, signal);
      },
    };
  }

  const kept = async ({ memory }: Machine): Promise<number[]> => {
    const { id } = memory.installation();
    const { snapshots } = await repository.snapshots();
    return snapshots.filter(({ installation }) => installation === id).map(({ takenAt }) => takenAt);
  };

  /** After 60 nights, or from a later one on, without any other machine. */
  async function alone(from = 0, apart = 0): Promise<number[]> {
    await anew();
    const lab = await machine();
    for (let night = from; night < 60; night += 1) await lab.night(begin + night * day + apart);
    return kept(lab);
  }

  for (const [when, apart] of [
    ['seconds after', 5 * second],
    ['hours before', -4 * 3_600 * second],
  ] as const)
    it(`that begins in the night 20 and writes ${when} it, for 40 nights: neither loses more than it would alone`, async () => {
      const [expected, ofOther] = [await alone(), await alone(20, apart)];
      expect(expected).to.have.length.within(10, 30);
      await anew();
      const lab = await machine();
      const other = await machine();
      for (let night = 0; night < 60; night += 1) {
        const at = begin + night * day;
        if (night === 20) {
          now = at - 12 * 3_600 * second;
          const { snapshots } = await repository.snapshots();
          other.memory.noteLaidDown(laidDownAt(snapshots, now));
        }
        const both = [() => lab.night(at), () => (night < 20 ? undefined : other.night(at + apart))];
        for (const make of apart < 0 ? both.toReversed() : both) await make();
      }
      expect(await kept(lab)).to.deep.equal(expected);
      expect(await kept(other)).to.deep.equal(ofOther);
    });

  it('of which the first is gone: the other goes on with what it came from, once that is sure', async () => {
    const lab = await machine();
    for (let night = 0; night < 20; night += 1) await lab.night(begin + night * day);
    const before = await kept(lab);
    const other = await machine();
    other.memory.noteLaidDown(laidDownAt((await repository.snapshots()).snapshots, begin + 19.5 * day));
    for (let night = 20; night < 45; night += 1) await other.night(begin + night * day);
    expect(await kept(lab)).to.deep.equal(before);
    for (let night = 45; night < 60; night += 1) await other.night(begin + night * day);
    const together = [...(await kept(lab)), ...(await kept(other))];
    expect(together).to.deep.equal(await alone());
  });
});

describe('engine/backup: a repository that another machine writes snapshots of this lab into', function () {
  this.timeout(60_000);
  const bench = useBackupLab();
  const second = 'second';
  const threeOnly = 'retention: { last: 3, hourly: 0, daily: 0, weekly: 0, monthly: 0, yearly: 0 }';
  const labFile = prodAndDev.replace(
    /backup: .*/,
    'backup:\n  schedule: off\n  repositories:\n    - { name: local, location: backups/repository }\n    - { name: second, location: backups/second }',
  );
  const place = (name: string) => bench.repositories.at(bench.root.at(`backups/${name}`));

  /** As a machine of another installation would have made it now. */
  function madeElsewhere(name: string): void {
    const { snapshots } = place(name);
    const newest = [...snapshots.values()].at(-1)!;
    const id = 'e'.repeat(64);
    const tags = newest.tags.map((tag) => (/^(installation|job)=/.test(tag) ? `${tag}0` : tag));
    snapshots.set(id, { ...newest, id, tags, at: bench.clock.now(), original: undefined });
  }

  it('what the other one made is not told as this lab’s newest good one, and no drill of it stands for one, but a warning', async () => {
    await bench.startLab(labFile);
    await bench.done('backup');
    const own = bench.backups().overview().lastGood?.id;
    bench.nights(2);
    madeElsewhere('repository');
    await bench.backups().refresh('local');
    bench.clock.pass(60_000);
    bench.memory().noteChecked('local', bench.clock.now(), []);
    expect((await bench.backups().snapshots('local'))[0]?.standing).to.equal('good');
    expect((await bench.backups().snapshots('local'))[0]?.sentence).to.contain('Another machine made it.');
    expect(bench.backups().overview().lastGood?.id).to.equal(own);
    await bench.done('drill');
    expect(bench.memory().drills()[0]?.snapshot).to.equal(own);
    await bench.running.lab.doctor();
    expect(bench.backups().overview().warnings.join()).to.contain(
      'Another machine writes snapshots of this lab into local',
    );
  });

  it('once a person said that the other one is gone, what it made is the lab’s own: nothing warns, and nights thin it out', async () => {
    await bench.startLab(labFile);
    await bench.done('backup');
    bench.nights(1);
    madeElsewhere('repository');
    for (let night = 0; night < 10; night += 1) {
      bench.nights(1);
      await bench.done('backup');
    }
    const isThere = () => place('repository').snapshots.has('e'.repeat(64));
    expect(isThere()).to.equal(true);
    await bench.done('backup', { otherIsGone: true });
    await bench.backups().refresh('local');
    await bench.running.lab.doctor();
    expect(bench.backups().overview().warnings.join()).not.to.contain('Another machine');
    expect(isThere()).to.equal(false);
  });

  it('a disk that is full of what it came from has room again once a person said so', async () => {
    await bench.startLab(labFile);
    for (let night = 0; night < 12; night += 1) {
      await bench.done('backup');
      bench.nights(1);
    }
    bench.memory().noteLaidDown(laidDownAt([], bench.clock.now()));
    const { snapshots } = place('repository');
    const held = snapshots.size;
    await writeFile(
      bench.root.at('lab.yaml'),
      labFile.replace('schedule: off', `schedule: off\n  ${threeOnly}`),
    );
    await bench.done('apply');
    const { at } = bench.uses;
    bench.uses.at = (where) => {
      if (where === 'backup:local' && snapshots.size > 4)
        throw new LabError('backup.target_full', 'The disk of the repository local is full.');
      return at(where);
    };
    expect((await bench.run('backup')).error?.code).to.equal('backup.target_full');
    expect(snapshots.size).to.equal(held);
    await bench.done('backup', { otherIsGone: true });
    expect(snapshots.size).to.be.at.most(4);
  });

  it('a copy is given the nights it missed, although the other one’s newer ones are there', async () => {
    await bench.startLab(labFile);
    await bench.done('backup');
    const { at } = bench.uses;
    bench.uses.at = (where) => {
      if (where === `copyFrom:${second}`) throw new Error('the network is gone');
      return at(where);
    };
    bench.nights(1);
    const missed = await bench.run('backup');
    expect(missed.state).to.equal('failed');
    bench.uses.at = at;
    bench.nights(1);
    madeElsewhere(second);
    bench.clock.pass(60_000);
    await bench.done('backup');
    const copied = (await bench.backups().snapshots(second, true)).map(({ job }) => job);
    expect(copied).to.include(missed.id);
  });
});
