import { existsSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { expect } from 'chai';
import { loadFailed } from '../../src/adapters/docker/dumps/dump-errors.ts';
import { createLabExports } from '../../src/adapters/export/lab-exports.ts';
import type { Job, JobParams } from '../../src/core/model/job.ts';
import { eventually } from '../support/eventually.ts';
import { realClock } from '../support/real-clock.ts';
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
  /** Between the intent of a step and what came before nothing happens. */
  const moments = (places: readonly string[]) => places.filter((place) => !place.endsWith('.before-intent'));
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

  it('of a restore of what can be had: the database that can’t be made anew is left, and all else as the snapshot has it', async () => {
    await bench.done('backup');
    const [snapshot] = await ids();
    const params = {
      ...{ target: 'prod', snapshot: snapshot!, repository: 'local', waitForWork: 0 },
      lacking: true as const,
    };
    await writeFile(data.at('environments/prod/data/table.csv'), 'now');
    await bench.fill('environments/prod/db', now);
    const scratch = 'lab7k2m9q-scratch-prod-db';
    const { at } = bench.uses;
    bench.uses.at = (place) => {
      const died = at(place);
      // In that step alone: glab is asked on a copy of the database in use.
      const step = bench
        .store()
        .journal.unfinished()[0]
        ?.steps.findLast(({ state }) => state === 'intent');
      if (died === undefined && place === `load:${scratch}` && step?.name === 'load:prod-db')
        throw loadFailed(scratch, 'ERROR 1449 no definer');
      return died;
    };
    const undo = async (restore: string): Promise<void> => {
      await bench.done('undo-restore', { target: 'prod', restore, waitForWork: 0 });
      await bench.done('confirm-restore', { target: 'prod', restore });
    };
    const all = moments(await bench.placesOf('restore', params));
    await undo(bench.backups().restores()[0]!.job);
    // Until then it is as any other.
    const places = all.slice(all.indexOf('load:prod-db.before'));
    expect(places).to.include.members(['probe:prod.before', 'swap:prod-data.after']);
    for (const place of places) {
      const job = await bench.dying(once(place), 'restore', params);
      expect(job.state, `${place}: ${words(job)}`).to.equal('succeeded');
      expect(job.outcome, place).to.contain('but for the database prod-db');
      expect([await prod(), await asides()], place).to.deep.equal([['then', now], [`.before-${job.id}`]]);
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

  describe('of an export', () => {
    const file = 'lab.tar';
    const path = () => data.at('backups/exports', file);
    const exports = createLabExports({ clock: realClock });
    const roomy = { rawBytes: 1024 ** 3, entries: 100_000 };
    const lies = () => readdir(data.at('backups/exports')).catch(() => []);

    /** Whole, and of everything. */
    async function expectWhole(job: string, place: string): Promise<void> {
      const { manifest } = await exports.check(path(), roomy, () => undefined);
      const { missing, databases } = manifest.snapshot;
      expect([manifest.snapshot.job, missing, databases.length], place).to.deep.equal([job, [], 1]);
    }

    it('it ends with one whole file of that name, and whatever has the name before is whole', async () => {
      await bench.done('backup');
      const places = moments(await bench.placesOf('export', { file }));
      expect(places.filter((place) => place.startsWith('writes:')).length).to.be.greaterThan(2);
      await rm(path());
      for (const place of places) {
        bench.whileDown = async () => {
          const newest = bench.store().journal.list({ limit: 1, before: undefined })[0]!;
          if (existsSync(path())) await expectWhole(newest.id, place);
          else expect(newest.state, place).to.equal('running');
        };
        const job = await bench.dying(once(place), 'export', { file });
        expect(job.state, `${place}: ${words(job)}`).to.equal('succeeded');
        expect(await lies(), place).to.deep.equal([file]);
        await expectWhole(job.id, place);
        await expectTidy(place);
        await rm(path());
      }
      expectDeathAtEach(places, ofLook('snapshots', 'unlock', 'size'));
    });
  });

  it('of an export whose passphrase died with it: nothing half-written stays', async () => {
    const file = 'sealed.tar';
    const lies = () => readdir(data.at('backups/exports'));
    bench.whileDown = async () => {
      expect(await lies()).to.deep.equal([`${file}.partial`]);
    };
    const dies = (place: string): boolean => {
      const newest = bench.store().journal.unfinished()[0];
      if (newest?.kind === 'export')
        bench.backups().keepPassphrase(newest.id, 'a passphrase nobody else has');
      return place.startsWith('writes:');
    };
    const job = await bench.dying(dies, 'export', { file, sealed: true });
    expect([bench.diedAt.length, job.error?.code], words(job)).to.deep.equal([1, 'export.no_passphrase']);
    expect(await lies()).to.deep.equal([]);
  });

  it('of an import: everything is as the export has it, and until then all that was there is there', async () => {
    const file = 'lab.tar';
    await bench.done('backup');
    await bench.done('export', { file });
    const params = { file, waitForWork: 0 };
    const change = async (): Promise<void> => {
      await writeFile(data.at('environments/prod/data/table.csv'), 'now');
      await bench.fill('environments/prod/db', now);
    };
    const confirm = (restore: string) => bench.done('confirm-restore', { restore });
    /** In place or aside. */
    const kept = async () => {
      const folders = ['.', ...(await asides())];
      const texts = folders.map((name) =>
        readFile(data.at('environments/prod', name, 'data/table.csv'), 'utf8').catch(() => ''),
      );
      const tables = folders.map((name) => bench.tables(`environments/prod/${name}/db`));
      return { texts: await Promise.all(texts), tables: await Promise.all(tables) };
    };
    await change();
    const places = moments(await bench.placesOf('import', params));
    await confirm(bench.backups().restores()[0]!.job);
    expect(places.filter((place) => /^(checks|unpacks):/.test(place)).length).to.be.greaterThan(6);
    for (const place of places) {
      await change();
      bench.whileDown = async () => {
        const { texts, tables } = await kept();
        expect(texts, place).to.include('now');
        expect(tables, place).to.deep.include(now);
      };
      const job = await bench.dying(once(place), 'import', params);
      expect(job.state, `${place}: ${words(job)}`).to.equal('succeeded');
      expect([await prod(), await asides()], place).to.deep.equal([['then', then], [`.before-${job.id}`]]);
      const { texts, tables } = await kept();
      expect([texts.toSorted(), tables.length], place).to.deep.equal([['now', 'then'], 2]);
      expect(tables, place).to.deep.include(now);
      await expectTidy(place);
      await confirm(job.id);
    }
    expectDeathAtEach(places, [remembered, ...ofLook('snapshots', 'unlock', 'size')]);
  });

  describe('of a verify', () => {
    const rotten = '/environments/prod/data/table.csv';
    const repository = () => bench.repositories.at(data.at('backups/repository'));
    const health = () => bench.memory().health('local');

    /** A part that what rots lies in, and one beside it. */
    async function parts(): Promise<readonly [number, number]> {
      await bench.done('backup');
      const part = bench.repositories.damage(data.at('backups/repository'), rotten, 28);
      return [part, (part % 28) + 1];
    }
    const heal = (): void => repository().blobs.forEach((blob) => (blob.damaged = false));

    /** Of what was asked for since: nothing is called read that was not. */
    function expectNothingInvented(since: number, place: string): void {
      for (const known of [health().readParts, health().triedParts])
        for (const [part, at] of known)
          if (at >= since) expect(repository().partsRead, place).to.include(part);
    }

    async function eachDeath(
      asked: Partial<JobParams>,
      places: readonly string[],
      check: (job: Job, place: string) => void,
      afterwards: () => Promise<void>,
    ): Promise<void> {
      for (const place of places) {
        bench.clock.pass(3_600_000);
        const since = bench.clock.now();
        repository().partsRead.length = 0;
        bench.whileDown = async () => expectNothingInvented(since, place);
        const job = await bench.dying(once(place), 'verify', asked);
        expectNothingInvented(since, place);
        for (const part of asked.parts ?? [])
          expect(health().triedParts.get(part), `${place}: ${part}`).to.be.at.least(since);
        expect(health().checkedAt, place).to.be.at.least(since);
        check(job, place);
        await expectTidy(place);
        await afterwards();
      }
      expectDeathAtEach(places, [remembered, 'unlock:second', ...ofLook('snapshots', 'size')]);
    }

    it('of what is right: it says so, with all that it was to read', async () => {
      const asked = { repository: 'local', parts: await parts() };
      heal();
      const places = moments(await bench.placesOf('verify', asked));
      expect(places).to.include.members(['check:local', 'check:local.read']);
      await eachDeath(
        asked,
        places,
        (job, place) => {
          expect(words(job), place).to.match(/^succeeded/);
          expect(job.outcome, place).to.contain('the structure and 2 parts were read');
          expect(health().damage, place).to.deep.equal([]);
        },
        () => Promise.resolve(),
      );
    });

    it('of what is damaged: it says so, and never that it is right', async () => {
      const asked = { repository: 'local', parts: await parts() };
      const [damaged, other] = asked.parts;
      heal();
      const places = moments(await bench.placesOf('verify', asked));
      const rot = () => bench.repositories.damage(data.at('backups/repository'), rotten, 28);
      rot();
      await eachDeath(
        asked,
        places,
        (job, place) => {
          expect(words(job), place).to.match(/^failed backup.damaged /);
          expect(
            health().damage.map(({ part }) => part),
            place,
          ).to.deep.equal([damaged]);
          const read = health().readParts;
          expect(read.get(damaged) ?? 0, place).to.be.below(job.createdAt);
          expect(read.get(other), place).to.be.at.least(job.createdAt);
        },
        async () => {
          heal();
          await bench.done('verify', asked);
          rot();
        },
      );
    });
  });
});
