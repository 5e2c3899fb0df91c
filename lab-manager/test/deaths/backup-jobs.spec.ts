import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { expect } from 'chai';
import type { Job } from '../../src/core/model/job.ts';
import { eventually } from '../support/eventually.ts';
import { useBackupLab } from '../support/use-backup-lab.ts';

const labFile = `name: Lab
environments: { dev: { enabled: false } }
backup:
  schedule: off
  repositories:
    - { name: local, location: backups/repository }
    - { name: second, location: backups/second }
`;
const then = { 'lab.note': ['one', 'two'] };
const now = { 'lab.note': ['one', 'two', 'three'] };

describe('engine/backup: the manager dies at every place of every job, once each, and comes again', function () {
  this.timeout(240_000);
  const bench = useBackupLab();
  const words = (job: Job): string => `${job.state} ${job.error?.code ?? ''} ${job.error?.message ?? ''}`;
  const data = bench.root;

  beforeEach(async () => {
    await bench.startLab(labFile);
    await writeFile(data.at('environments/prod/data/table.csv'), 'then');
    await bench.fill('environments/prod/db', then);
  });

  /** Whatever happened: nothing is asleep, nothing lies about, and no snapshot is called good that lacks anything. */
  async function expectTidy(place: string): Promise<void> {
    const question = { labId: 'lab7k2m9q', images: [], containerNames: [], networkNames: [] };
    const { containers, networks } = await bench.engine.observe(question);
    const strays = [...containers, ...networks]
      .map(({ name }) => name)
      .filter((name) => name.includes('scratch'));
    expect(strays, `${place}: strays`).to.deep.equal([]);
    const asleep = containers.filter(({ state }) => state !== 'running').map(({ name }) => name);
    expect(asleep, `${place}: asleep`).to.deep.equal([]);
    expect(existsSync(data.at('backups/staging')), `${place}: staged`).to.equal(false);
    // Whoever looks at the repositories just now has them for a moment.
    await eventually(() => bench.secretsInMemory().length === 0, 5000);
    for (const repository of ['local', 'second'])
      for (const one of await bench.backups().snapshots(repository, true)) {
        if (one.standing !== 'good' && one.standing !== 'restore-tested') continue;
        const { manifest } = await bench.backups().snapshot(repository, one.id);
        expect([manifest.missing, manifest.databases.length], place).to.deep.equal([[], 1]);
      }
  }
  const asides = async () =>
    (await readdir(data.at('environments/prod'))).filter((name) => name.startsWith('.'));
  const prod = async () => [
    await readFile(data.at('environments/prod/data/table.csv'), 'utf8'),
    await bench.tables('environments/prod/db'),
  ];
  const ids = async () => (await bench.backups().snapshots('local', true)).map(({ id }) => id);
  /** Whoever looks at the repositories beside a job may have been there before it, or come after it. */
  const ofLook = (...uses: string[]): string[] => uses.flatMap((use) => [`${use}:local`, `${use}:second`]);
  /** A manifest that was read for one job is remembered for the next. */
  const remembered = 'read:local';
  /** The manager died at each of the places but those that it need not come by again. */
  function expectDeathAtEach(places: readonly string[], but: readonly string[]): void {
    const missed = places.filter((place) => !bench.diedAt.includes(place) && !but.includes(place));
    expect(missed, 'places at which it never died').to.deep.equal([]);
    bench.diedAt = [];
  }
  /** The second visit of a place tells nothing new. */
  const once = (place: string) => {
    let visits = 0;
    return (name: string) => name === place && (visits += 1) === 1;
  };

  it('of a backup: it ends with one more snapshot, which is good, copied, and whole', async () => {
    await bench.done('backup');
    const later = () => bench.clock.pass(10 * 60_000);
    later();
    const places = await bench.placesOf('backup');
    expect(places.length).to.be.greaterThan(50);
    for (const place of places) {
      later();
      const before = await ids();
      const job = await bench.dying(once(place), 'backup');
      expect(job.state, `${place}: ${words(job)}`).to.equal('succeeded');
      const own = (await bench.backups().snapshots('local', true)).filter((one) => one.job === job.id);
      expect(
        own.map(({ standing }) => standing),
        place,
      ).to.deep.equal(['good']);
      const copies = (await bench.backups().snapshots('second', true)).filter((one) => one.job === job.id);
      expect(
        copies.map(({ standing }) => standing),
        place,
      ).to.deep.equal(['good']);
      expect((await ids()).length, `${place}: no fewer than three stay`).to.be.at.least(
        Math.min(3, before.length),
      );
      await expectTidy(place);
    }
    // Locks and listings are the job's own business, too.
    expectDeathAtEach(places, ofLook('size'));
  });

  it('of a restore: everything is as the snapshot has it, and what was before lies aside, whole', async () => {
    await bench.done('backup');
    const [snapshot] = await ids();
    const params = { target: 'prod', snapshot: snapshot!, repository: 'local', waitForWork: 0 };
    const change = async (): Promise<void> => {
      await writeFile(data.at('environments/prod/data/table.csv'), 'now');
      await bench.fill('environments/prod/db', now);
    };
    const undo = async (restore: string): Promise<void> => {
      await bench.done('undo-restore', { target: 'prod', restore, waitForWork: 0 });
      expect(await asides()).to.deep.equal([`.restore-${restore}`]);
      await bench.done('confirm-restore', { target: 'prod', restore });
    };
    await change();
    const places = await bench.placesOf('restore', params);
    await undo(bench.backups().restores()[0]!.job);
    expect(places.length).to.be.greaterThan(40);
    for (const place of places) {
      const job = await bench.dying(once(place), 'restore', params);
      expect(job.state, `${place}: ${words(job)}`).to.equal('succeeded');
      expect(await prod(), place).to.deep.equal(['then', then]);
      expect(await asides(), place).to.deep.equal([`.before-${job.id}`]);
      await expectTidy(place);
      await undo(job.id);
      expect([await prod(), await asides()], `${place}: undone`).to.deep.equal([['now', now], []]);
    }
    expectDeathAtEach(places, [remembered, ...ofLook('snapshots', 'unlock', 'size')]);
  });

  it('of a restore of one file', async () => {
    await bench.done('backup');
    const [snapshot] = await ids();
    const path = '/environments/prod/data/table.csv';
    const params = { target: 'prod', snapshot: snapshot!, repository: 'local', path, waitForWork: 0 };
    const file = data.at('environments/prod/data/table.csv');
    const undo = async (restore: string): Promise<void> => {
      await bench.done('undo-restore', { target: 'prod', restore, waitForWork: 0 });
      expect(await asides()).to.deep.equal([`.restore-${restore}`]);
      await bench.done('confirm-restore', { target: 'prod', restore });
    };
    await writeFile(file, 'now');
    const places = await bench.placesOf('restore', params);
    await undo(bench.backups().restores()[0]!.job);
    for (const place of places) {
      const job = await bench.dying(once(place), 'restore', params);
      expect(job.state, `${place}: ${words(job)}`).to.equal('succeeded');
      expect([await readFile(file, 'utf8'), await asides()], place).to.deep.equal([
        'then',
        [`.before-${job.id}`],
      ]);
      await undo(job.id);
      expect([await readFile(file, 'utf8'), await asides()], place).to.deep.equal(['now', []]);
    }
    expectDeathAtEach(places, [remembered, ...ofLook('snapshots', 'unlock', 'size')]);
  });

  it('of what undoes a restore, and of what confirms one', async () => {
    await bench.done('backup');
    const [snapshot] = await ids();
    const restore = async (): Promise<string> => {
      await writeFile(data.at('environments/prod/data/table.csv'), 'now');
      await bench.fill('environments/prod/db', now);
      const params = { target: 'prod', snapshot: snapshot!, repository: 'local', waitForWork: 0 };
      return (await bench.done('restore', params)).id;
    };
    for (const kind of ['undo-restore', 'confirm-restore'] as const) {
      const params = async () => ({ target: 'prod', restore: await restore(), waitForWork: 0 });
      const places = await bench.placesOf(kind, await params());
      for (const { job } of bench.backups().restores())
        await bench.done('confirm-restore', { target: 'prod', restore: job });
      for (const place of places) {
        const asked = await params();
        const restored = asked.restore;
        const job = await bench.dying(once(place), kind, asked);
        expect(job.state, `${kind} ${place}: ${words(job)}`).to.equal('succeeded');
        expect(await prod(), place).to.deep.equal(kind === 'undo-restore' ? ['now', now] : ['then', then]);
        const states = bench
          .backups()
          .restores()
          .map(({ state }) => state);
        expect([await asides(), states], place).to.deep.equal(
          kind === 'undo-restore' ? [[`.restore-${restored}`], ['undone']] : [[], []],
        );
        if (kind === 'undo-restore')
          await bench.done('confirm-restore', { target: 'prod', restore: restored });
        await expectTidy(place);
      }
      expectDeathAtEach(places, ofLook('snapshots', 'unlock', 'size'));
    }
  });

  it('of a drill: it is recorded once, and nothing stays', async () => {
    await bench.done('backup');
    const places = await bench.placesOf('drill');
    for (const place of places) {
      const before = bench.backups().drills().length;
      const job = await bench.dying(once(place), 'drill');
      expect(job.state, `${place}: ${words(job)}`).to.equal('succeeded');
      expect(bench.backups().drills().length, place).to.equal(before + 1);
      expect([await prod(), await asides()], place).to.deep.equal([['then', then], []]);
      await expectTidy(place);
    }
    expectDeathAtEach(places, [remembered, ...ofLook('snapshots', 'unlock', 'size')]);
  });
});
