import { existsSync, readdirSync, rmSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { mountView } from '../../../../src/core/backup/mount-view.ts';
import { loadFailed } from '../../../../src/adapters/docker/dumps/dump-errors.ts';
import type { Job } from '../../../../src/core/model/job.ts';
import { LabError } from '../../../../src/core/model/lab-error.ts';
import { caught } from '../../../support/caught.ts';
import { refused } from '../../../support/refused.ts';
import { useBackupLab } from '../../../support/use-backup-lab.ts';

const then = { 'lab.note': ['one', 'two'], 'lab.user': ['ada'] };
const now = { 'lab.note': ['one', 'two', 'three'], 'lab.user': ['ada', 'eve'] };

describe('engine/backup: a restore', function () {
  this.timeout(60_000);
  const bench = useBackupLab();
  let snapshot = '';

  const words = (job: Job): string => `${job.state} ${job.error?.code ?? ''} ${job.error?.message ?? ''}`;
  const data = (name = 'table.csv'): string => bench.root.at('environments/prod/data', name);
  const prod = async () => ({
    table: await readFile(data(), 'utf8'),
    since: existsSync(data('since')),
    tables: await bench.tables('environments/prod/db'),
  });
  const asThen = { table: 'then', since: false, tables: then };
  const asNow = { table: 'now', since: true, tables: now };
  const asides = async (environment = 'prod') =>
    (await readdir(bench.root.at('environments', environment))).filter((name) => name.startsWith('.'));
  const running = () =>
    bench.running.lab
      .status()
      .services.filter(({ state }) => state === 'running')
      .map(({ name }) => name);
  const scratches = async () => {
    const question = { labId: 'lab7k2m9q', images: [], containerNames: [], networkNames: [] };
    const { containers, networks } = await bench.engine.observe(question);
    return [...containers, ...networks].map(({ name }) => name).filter((name) => name.includes('scratch'));
  };

  beforeEach(async () => {
    await bench.startLab();
    await mkdir(data('dir'));
    await writeFile(data('dir/x'), 'x');
    await writeFile(data(), 'then');
    await bench.done('backup');
    snapshot = (await bench.backups().snapshots('local'))[0]!.id;
    await writeFile(data(), 'now');
    await writeFile(data('since'), '');
    await bench.fill('environments/prod/db', now);
  });
  const restoredFolders = () =>
    readdirSync(bench.root.at('environments/prod'))
      .filter((name) => name.startsWith('.restore-'))
      .map((name) => bench.root.at('environments/prod', name));
  const filesInSnapshot = async () => {
    const { folders } = (await bench.backups().snapshot('local', snapshot)).manifest;
    return folders.reduce((sum, { files }) => sum + files, 0);
  };
  const restore = (target = 'prod', params = {}) =>
    bench.run('restore', { target, snapshot, repository: 'local', waitForWork: 0, ...params });

  it('is refused while a service has a disk below that the manager doesn’t see: it would go aside', async () => {
    const here = await readFile('/proc/self/mountinfo', 'utf8');
    const [root] = mountView(here, bench.root.at('environments/prod/data'))!.values();
    const [device, folder] = root!.split(' ');
    const own = `1 0 ${device} ${folder} /data rw - ext4 /dev/sda rw`;
    const disk = '2 1 8:17 / /data/big rw - ext4 /dev/sdb rw';
    bench.inGlab = (argv) =>
      argv[0] === 'cat' ? { exitCode: 0, stdout: `${own}\n${disk}`, stderr: '' } : undefined;
    const job = await restore();
    expect(words(job)).to.match(/^failed backup\.swap_failed .*prod-glab has another disk at .*data\/big /);
    expect([await prod(), await asides()]).to.deep.equal([asNow, []]);
  });

  it('of an environment puts back its files and its database, and keeps what was there aside', async () => {
    const before = running();
    const job = await restore();
    expect(job.state, words(job)).to.equal('succeeded');
    expect(await prod()).to.deep.equal(asThen);
    expect(await asides()).to.deep.equal([`.before-${job.id}`]);
    expect([await scratches(), running()]).to.deep.equal([[], before]);
    const [waiting, ...others] = bench.backups().restores();
    expect([waiting?.job, waiting?.words, waiting?.undoneAfter, others]).to.deep.equal([
      job.id,
      'prod',
      [],
      [],
    ]);
    const size = (restore: string) => bench.backups().sizeOfBefore(restore, new AbortController().signal);
    expect(await size(job.id)).to.be.greaterThan(0);
    expect((await refused('backup.no_such_restore', () => size('01J'))).hint).to.contain(
      'labctl backup list',
    );
  });

  it('of the lab puts back both environments', async () => {
    await bench.fill('environments/dev/db', { 'lab.note': [] });
    const job = await restore('lab');
    expect(job.state, words(job)).to.equal('succeeded');
    expect(await prod()).to.deep.equal(asThen);
    expect(await bench.tables('environments/dev/db')).to.deep.equal({ 'lab.note': ['draft'] });
    expect([await asides('prod'), await asides('dev')]).to.deep.equal([
      [`.before-${job.id}`],
      [`.before-${job.id}`],
    ]);
  });

  describe('from a snapshot that lacks the database', () => {
    beforeEach(async () => {
      await writeFile(data(), 'then');
      bench.uses.at = (place) => {
        if (place === 'dump:lab7k2m9q-prod-db') throw new Error('the server is gone');
        return undefined;
      };
      bench.clock.pass(60_000);
      expect((await bench.run('backup')).error?.code).to.equal('backup.incomplete');
      bench.uses.at = () => undefined;
      snapshot = (await bench.backups().snapshots('local')).find(({ complete }) => !complete)!.id;
      await writeFile(data(), 'now');
    });

    it('is refused for its environment and the lab, and nothing is made or touched', async () => {
      for (const target of ['prod', 'lab']) {
        const job = await restore(target);
        expect(words(job)).to.match(/^failed backup\.not_good .*prod-db/);
        expect(job.error?.hint).to.contain('--lacking');
        expect(job.steps.map(({ name }) => name).filter((name) => name.startsWith('fetch'))).to.deep.equal(
          [],
        );
      }
      expect([await prod(), await asides()]).to.deep.equal([asNow, []]);
    });

    it('is done where it was asked for, once glab answered on a copy of the database in use', async () => {
      const job = await restore('prod', { lacking: true });
      expect(job.state, words(job)).to.equal('succeeded');
      expect(job.steps.map(({ name }) => name)).to.include('probe:prod');
      expect(await prod()).to.deep.include({ table: 'then', tables: now });
      expect([await asides(), await scratches()]).to.deep.equal([[`.before-${job.id}`], []]);
    });

    it('is refused where glab does not answer on that', async () => {
      bench.inGlab = (argv) =>
        argv.includes('probe') ? { exitCode: 1, stdout: '', stderr: 'no' } : undefined;
      const job = await restore('prod', { lacking: true });
      expect(words(job)).to.match(/^failed backup\.probe_failed /);
      expect([await prod(), await asides(), await scratches()]).to.deep.equal([asNow, [], []]);
    });

    it('is done for another environment, of which nothing is missing', async () => {
      expect((await restore('dev')).state).to.equal('succeeded');
    });
  });

  it('of a database leaves the files as they are', async () => {
    const job = await restore('prod-db');
    expect(job.state, words(job)).to.equal('succeeded');
    expect(await prod()).to.deep.equal({ ...asNow, tables: then });
  });

  it('whose database is not what was written out is refused, and nothing in use is touched', async () => {
    const at = bench.uses.at;
    bench.uses.at = (place) => {
      if (place.startsWith('digest:')) bench.damageScratch();
      return at(place);
    };
    const job = await restore();
    expect(words(job)).to.match(/^failed backup.differs /);
    expect([await prod(), await asides(), await scratches(), bench.backups().restores()]).to.deep.equal([
      asNow,
      [],
      [],
      [],
    ]);
  });

  describe('of which a database can’t be made anew', () => {
    const scratch = 'lab7k2m9q-scratch-prod-db';
    /** In that step alone: a copy of the database in use comes by the same places. */
    const during = (step: string, place: string, happens: () => void): void => {
      const { at } = bench.uses;
      bench.uses.at = (reached) => {
        const now = bench
          .store()
          .journal.unfinished()[0]
          ?.steps.findLast(({ state }) => state === 'intent');
        if (reached === place && now?.name === step) happens();
        return at(reached);
      };
    };
    const failsToLoad = (error: Error, step = 'load:prod-db'): void =>
      during(step, `load:${scratch}`, () => {
        throw error;
      });
    const notLoaded = loadFailed(scratch, 'ERROR 1449 no definer');
    const doesNotLoad = (): void => failsToLoad(notLoaded);
    const hasOtherRows = (): void =>
      during('prove:prod-db', `digest:${scratch}`, () => bench.damageScratch());
    const hasOtherViews = (): void =>
      void (bench.dumps.beside = (container) => (container === scratch ? 'another view' : ''));
    const command = (target: string) =>
      `labctl backup restore ${snapshot.slice(0, 8)} ${target} --repository local --lacking`;
    const expectUntouched = async (): Promise<void> =>
      void expect([await prod(), await asides(), await scratches()]).to.deep.equal([asNow, [], []]);

    for (const [what, breaks, code] of [
      ['its load fails', doesNotLoad, 'load_failed'],
      ['its rows are others', hasOtherRows, 'differs'],
      ['what is beside its rows is another', hasOtherViews, 'differs'],
    ] as const)
      it(`as ${what}, is refused, and told by which command it can be had all the same`, async () => {
        breaks();
        for (const target of ['prod', 'lab']) {
          const job = await restore(target);
          expect(words(job)).to.match(new RegExp(`^failed backup\\.${code} `));
          expect(job.error?.hint).to.contain(command(target));
          await expectUntouched();
        }
      });

    for (const [what, breaks] of [
      ['does not load', doesNotLoad],
      ['has other rows', hasOtherRows],
    ] as const)
      it(`leaves one that ${what} where that was asked for, and says so wherever the restore is told of`, async () => {
        breaks();
        for (const target of ['prod', 'lab']) {
          const job = await restore(target, { lacking: true });
          expect(job.state, words(job)).to.equal('succeeded');
          expect(await prod()).to.deep.equal({ ...asThen, tables: now });
          expect([await asides(), await scratches()]).to.deep.equal([[`.before-${job.id}`], []]);
          const [waiting] = bench.backups().restores();
          const called = `${target === 'lab' ? 'the whole lab' : 'prod'} but for the database prod-db`;
          expect(waiting?.words).to.equal(called);
          expect(job.outcome?.toLowerCase()).to.contain(`${called} is as the snapshot`);
          expect(job.outcome).to.match(
            /The database prod-db can’t be made anew, and is left as it was before\. /,
          );
          await bench.done('undo-restore', { target, restore: job.id, waitForWork: 0 });
          expect(await prod()).to.deep.equal(asNow);
          await bench.done('confirm-restore', { target, restore: job.id });
          await expectUntouched();
        }
      });

    it('asks no glab where the database in use can’t be copied either, and says so', async () => {
      doesNotLoad();
      failsToLoad(notLoaded, 'probe:prod');
      const job = await restore('prod', { lacking: true });
      expect(job.state, words(job)).to.equal('succeeded');
      expect(await prod()).to.deep.equal({ ...asThen, tables: now });
      expect(job.outcome).to.match(/Prod’s glab was not asked about it, .* can’t be copied: .*1449/);
      expect([await asides(), await scratches()]).to.deep.equal([[`.before-${job.id}`], []]);
    });

    it('keeps of a confirmed one what was restored, and the database that was left', async () => {
      doesNotLoad();
      const { id } = await restore('prod', { lacking: true });
      await bench.done('confirm-restore', { target: 'prod', restore: id });
      expect([await prod(), await asides()]).to.deep.equal([{ ...asThen, tables: now }, []]);
    });

    it('takes one of which only what is beside its rows is another, where that was asked for, and says so', async () => {
      hasOtherViews();
      for (const target of ['prod', 'prod-db']) {
        const job = await restore(target, { lacking: true });
        expect(job.state, words(job)).to.equal('succeeded');
        expect(await bench.tables('environments/prod/db')).to.deep.equal(then);
        expect(bench.backups().restores()[0]?.words).to.not.contain('but for');
        expect(job.outcome).to.match(
          /Of the database prod-db only its rows are the same .*another \(.* view/,
        );
        await bench.done('undo-restore', { target, restore: job.id, waitForWork: 0 });
        await bench.done('confirm-restore', { target, restore: job.id });
      }
    });

    it('of that database alone is refused however it is asked for, and nothing else is promised', async () => {
      doesNotLoad();
      const strict = await restore('prod-db');
      expect(words(strict)).to.match(/^failed backup\.load_failed /);
      expect(strict.error?.hint).to.not.contain('--lacking');
      expect(words(await restore('prod-db', { lacking: true }))).to.match(
        /^failed backup\.not_good Nothing of the database prod-db can be made anew\. .*1449/,
      );
      await expectUntouched();
    });

    it('is not called so for Docker that is away', async () => {
      failsToLoad(new LabError('docker.unreachable', 'It is away.', { hint: 'Is it on?' }));
      expect(words(await restore('prod', { lacking: true }))).to.match(/^failed docker\.unreachable /);
      await expectUntouched();
    });

    it('has no good drill, be it only beside the rows', async () => {
      hasOtherViews();
      expect(words(await bench.run('drill'))).to.match(/^failed backup\.differs /);
      expect((await bench.backups().snapshots('local'))[0]?.standing).to.equal('unverified');
    });
  });

  it('on which glab finds files missing is refused, and nothing in use is touched', async () => {
    bench.glabFinds = {
      ...bench.glabFinds,
      faulty_files: 1,
      faults: [{ resource: 'r1', name: 'table.csv', fault: 'it is gone' }],
    };
    const job = await restore();
    expect(words(job)).to.match(/^failed backup.probe_failed .*table\.csv/);
    expect(job.error?.hint).to.match(/^Restore from another snapshot, .*: --lacking\./);
    expect([await prod(), await asides(), await scratches()]).to.deep.equal([asNow, [], []]);
  });

  it('on which glab does not start tells why in what it says, and what to do in its hint', async () => {
    const waitHealthy = bench.engine.waitHealthy.bind(bench.engine);
    bench.engine.waitHealthy = async (name, ...rest) => {
      if (/scratch.*-glab$/.test(name))
        throw new LabError('container.exited', `Container ${name} exited with code 3.`, {
          hint: 'See its log.',
        });
      return waitHealthy(name, ...rest);
    };
    const job = await restore();
    expect(words(job)).to.match(
      /^failed backup\.probe_failed .* does not start .*: .* exited with code 3\.$/,
    );
    expect(job.error?.hint).to.equal('Restore from another snapshot. What is in use was not touched.');
    expect([await prod(), await asides(), await scratches()]).to.deep.equal([asNow, [], []]);
  });

  describe('of a snapshot that was taken while a file was missing already', () => {
    const gone = (resource: string) => ({ resource, name: `${resource}.csv`, fault: 'its file is missing' });
    const finding = (...resources: string[]) =>
      void (bench.glabFinds = {
        ...bench.glabFinds,
        faulty_files: resources.length,
        faults: resources.map(gone),
      });
    beforeEach(async () => {
      finding('one');
      bench.clock.pass(1000);
      await writeFile(data(), 'then');
      await bench.fill('environments/prod/db', then);
      await bench.done('backup');
      const all = (await bench.backups().snapshots('local')).toSorted((a, b) => b.takenAt - a.takenAt);
      snapshot = all[0]!.id;
      await writeFile(data(), 'now');
    });

    it('goes on where nothing else is missing, and a drill of it does', async () => {
      const job = await restore();
      expect(job.state, words(job)).to.equal('succeeded');
      expect(await readFile(data(), 'utf8')).to.equal('then');
      expect(bench.repositories.readsBack.includes(true), 'read what it wrote once more').to.equal(false);
      expect((await bench.run('drill')).state).to.equal('succeeded');
    });

    it('is refused where another one is, be it as many', async () => {
      finding('two');
      expect(words(await restore())).to.match(/^failed backup\.probe_failed .*two\.csv/);
      expect(await readFile(data(), 'utf8')).to.equal('now');
    });

    it('goes on all the same for who asks for what it has, and is told which files are missing', async () => {
      finding('one', 'two');
      const job = await restore('lab', { lacking: true });
      expect(job.state, words(job)).to.equal('succeeded');
      expect(job.outcome).to.match(/one\.csv \(its file is missing\), two\.csv/);
    });
  });

  it('of a database that a newer server wrote out is refused with what to do', async () => {
    bench.dumps.serverVersion = '10.6.4-MariaDB';
    const job = await restore();
    expect(words(job)).to.match(/^failed backup.newer .*10\.11\.14.*10\.6\.4/);
    expect(job.steps.map(({ name }) => name).filter((name) => name.startsWith('fetch'))).to.deep.equal([]);
    expect([await prod(), await asides()]).to.deep.equal([asNow, []]);
  });

  it('of a database that is stopped, and a newer server wrote out, is refused before it is loaded', async () => {
    await bench.done('stop', { target: 'lab' });
    bench.dumps.serverVersion = '10.6.4-MariaDB';
    expect(words(await restore())).to.match(/^failed backup.newer /);
    expect([await prod(), await asides(), await scratches()]).to.deep.equal([asNow, [], []]);
  });

  it('that was confirmed leaves nothing of before, and can’t be undone', async () => {
    const { id } = await restore();
    await bench.done('confirm-restore', { target: 'prod', restore: id });
    expect([await asides(), bench.backups().restores(), await prod()]).to.deep.equal([[], [], asThen]);
    expect(caught(() => bench.ask('undo-restore', { target: 'prod', restore: id })).code).to.equal(
      'backup.no_such_restore',
    );
  });

  it('whose confirmation was cut off can’t be undone any more, however many jobs came since', async () => {
    const { id } = await restore();
    bench.cancelAt('confirm.after-done');
    expect((await bench.run('confirm-restore', { target: 'prod', restore: id })).state).to.equal('cancelled');
    expect(await asides()).to.deep.equal([`.before-${id}`]);
    bench.store().journal.prune(0);
    expect(bench.memory().restores()[0]?.confirmedAt).to.not.equal(undefined);
    expect(caught(() => bench.ask('undo-restore', { target: 'prod', restore: id })).code).to.equal(
      'backup.no_such_restore',
    );
    await bench.done('confirm-restore', { target: 'prod', restore: id });
    expect(bench.backups().restores()).to.deep.equal([]);
  });

  it('is undone: what was before is in place again, and what was written since lies aside until it is confirmed', async () => {
    const { id } = await restore();
    await writeFile(data('written-since'), 'weeks');
    await bench.done('undo-restore', { target: 'prod', restore: id, waitForWork: 0 });
    expect([await prod(), await asides()]).to.deep.equal([asNow, [`.restore-${id}`]]);
    const aside = bench.root.at('environments/prod', `.restore-${id}`, 'data/written-since');
    expect(await readFile(aside, 'utf8')).to.equal('weeks');
    expect(await bench.backups().sizeOfBefore(id, new AbortController().signal)).to.be.greaterThan(0);
    await bench.restart();
    expect(await asides()).to.deep.equal([`.restore-${id}`]);
    await bench.done('confirm-restore', { target: 'prod', restore: id });
    expect([await prod(), await asides(), bench.backups().restores()]).to.deep.equal([asNow, [], []]);
  });

  it('of which the lab says that it came to its end is the only one that can be kept', async () => {
    const { id } = await restore();
    bench.memory().noteRestore(id, 'unfinished');
    expect(caught(() => bench.ask('confirm-restore', { target: 'prod', restore: id })).code).to.equal(
      'backup.half_restored',
    );
    expect(await asides()).to.deep.equal([`.before-${id}`]);
  });

  it('is undone the newest first', async () => {
    const first = await restore();
    // Somebody puts the clock back between the two.
    bench.clock.skew(-3_600_000);
    await writeFile(data(), 'between');
    const second = await restore('prod');
    const [newer, older] = bench.backups().restores();
    expect([newer?.undoneAfter, older?.undoneAfter]).to.deep.equal([[], [second.id]]);
    const ask = (restored: string) =>
      bench.ask('undo-restore', { target: 'prod', restore: restored, waitForWork: 0 });
    expect(caught(() => ask(first.id)).code).to.equal('backup.out_of_order');
    await bench.done('undo-restore', { target: 'prod', restore: second.id, waitForWork: 0 });
    expect(await readFile(data(), 'utf8')).to.equal('between');
    await bench.done('undo-restore', { target: 'prod', restore: first.id, waitForWork: 0 });
    expect(await prod()).to.deep.equal(asNow);
  });

  describe('of a file or a folder', () => {
    const one = (path: string) => restore('prod', { path: `/environments/prod/data/${path}` });

    it('puts that back and touches nothing else', async () => {
      const job = await one('table.csv');
      expect(job.state, words(job)).to.equal('succeeded');
      expect(await prod()).to.deep.equal({ ...asNow, table: 'then' });
      expect(await asides()).to.deep.equal([`.before-${job.id}`]);
      expect(bench.backups().restores()[0]?.words).to.equal('/environments/prod/data/table.csv');
      await bench.done('undo-restore', { target: 'prod', restore: job.id, waitForWork: 0 });
      expect([await prod(), await asides()]).to.deep.equal([asNow, [`.restore-${job.id}`]]);
    });

    it('brings back what is gone, and undoing it takes that away again', async () => {
      await rm(data('dir/x'));
      const job = await one('dir/x');
      expect(job.state, words(job)).to.equal('succeeded');
      expect(await readFile(data('dir/x'), 'utf8')).to.equal('x');
      await bench.done('undo-restore', { target: 'prod', restore: job.id, waitForWork: 0 });
      expect([existsSync(data('dir/x')), await asides()]).to.deep.equal([false, [`.restore-${job.id}`]]);
    });

    it('takes a whole folder, with what is in it', async () => {
      await writeFile(data('dir/x'), 'changed');
      const job = await one('dir');
      expect(job.state, words(job)).to.equal('succeeded');
      await bench.done('confirm-restore', { target: 'prod', restore: job.id });
      expect([await readFile(data('dir/x'), 'utf8'), await asides()]).to.deep.equal(['x', []]);
    });

    it('follows no link that came in the stead of a folder, and moves nothing outside', async () => {
      await mkdir(bench.root.at('elsewhere'));
      await writeFile(bench.root.at('elsewhere/x'), 'theirs');
      await rm(data('dir'), { recursive: true });
      await symlink(bench.root.at('elsewhere'), data('dir'));
      expect(words(await one('dir/x'))).to.match(/^failed backup\.swap_failed .*link/);
      expect(await readFile(bench.root.at('elsewhere/x'), 'utf8')).to.equal('theirs');
      expect([await asides(), bench.backups().restores()]).to.deep.equal([[], []]);
    });

    it('that is not in the snapshot, or that the lab keeps to itself, is refused', async () => {
      expect(words(await one('no/such/file'))).to.match(/^failed backup\.no_such_file /);
      expect([await prod(), await asides()]).to.deep.equal([asNow, []]);
      const params = { target: 'prod', snapshot, path: '/state/secrets/x' };
      expect(caught(() => bench.ask('restore', params)).code).to.equal('backup.not_shown');
    });
  });

  it('is drilled beside the lab: a database and a glab of its own answer, and nothing stays', async () => {
    const job = await bench.done('drill');
    expect(job.outcome).to.match(/3 tables with 4 rows and \d+ files, .* glab answered in prod and dev\.$/);
    const [drill] = bench.backups().drills();
    expect([drill?.snapshot, drill?.failure, drill?.tables, drill?.rows]).to.deep.equal([
      snapshot,
      undefined,
      3,
      4,
    ]);
    expect(drill?.files).to.equal(await filesInSnapshot());
    expect(new Set(bench.repositories.readsBack), 'what it restored was read once more').to.deep.equal(
      new Set([true]),
    );
    expect((await bench.backups().snapshots('local'))[0]?.standing).to.equal('restore-tested');
    expect([await prod(), await asides(), await asides('dev'), await scratches()]).to.deep.equal([
      asNow,
      [],
      [],
      [],
    ]);
  });

  it('whose drill fails is not good any more', async () => {
    bench.glabFinds = { ...bench.glabFinds, faulty_files: 2, faults: [] };
    const job = await bench.run('drill');
    expect(words(job)).to.match(/^failed backup.probe_failed /);
    expect(job.error?.hint, 'nobody restores in a drill').to.match(/ drill another snapshot\.$/);
    expect(bench.backups().drills()[0]?.failure).to.contain('2 files');
    expect(bench.backups().overview().lastDrill?.failure, 'the one that is told first').to.contain('2 files');
    expect((await bench.backups().snapshots('local'))[0]?.standing).to.equal('unverified');
    expect([await asides(), await scratches()]).to.deep.equal([[], []]);
    await refused('backup.unknown_snapshot', () => bench.backups().snapshot('local', 'ab'.repeat(32)));
  });

  describe('of which a drill', () => {
    const drilled = async () => [
      bench.backups().drills()[0]?.inconclusive ?? false,
      (await bench.backups().snapshots('local'))[0]?.standing,
    ];
    const failingAt = (start: string, error: Error) => {
      const at = bench.uses.at;
      bench.uses.at = (place) => {
        if (place.startsWith(start)) throw error;
        return at(place);
      };
      return () => void (bench.uses.at = at);
    };
    /** So that nothing of it is known any more, as after a night. */
    const managerIsNew = () => bench.restart();

    it('can’t even read what it says of itself is not good, and the drill’s record names it', async () => {
      await managerIsNew();
      failingAt('read:local', new LabError('backup.damaged', 'A pack is rotten.', { hint: 'Verify.' }));
      expect(words(await bench.run('drill'))).to.match(/^failed backup\.damaged /);
      const [drill] = bench.backups().drills();
      expect([drill?.snapshot, drill?.failure]).to.deep.equal([snapshot, 'A pack is rotten.']);
      expect(await drilled()).to.deep.equal([false, 'unverified']);
    });

    it('fails where the record can’t be written leaves nothing beside the lab all the same', async () => {
      bench.glabFinds = { ...bench.glabFinds, faulty_files: 2, faults: [] };
      const memory = bench.memory();
      const addDrill = memory.addDrill.bind(memory);
      memory.addDrill = () => {
        throw new LabError('disk.low', 'The store can’t be written.', { hint: 'Make room.' });
      };
      expect(words(await bench.run('drill'))).to.match(/^failed backup\.probe_failed /);
      memory.addDrill = addDrill;
      expect(bench.backups().drills()).to.deep.equal([]);
      expect([await asides(), await asides('dev'), await scratches()]).to.deep.equal([[], [], []]);
    });

    it('came to no end for want of the repository or of Docker stays as good as it was', async () => {
      for (const [place, code] of [
        ['restore:local', 'backup.unreachable'],
        ['load:', 'docker.unreachable'],
      ] as const) {
        const again = failingAt(place, new LabError(code, 'It is away.', { hint: 'Is it on?' }));
        expect(words(await bench.run('drill')), place).to.match(/^failed \w+\.unreachable /);
        again();
        expect(await drilled(), place).to.deep.equal([true, 'good']);
      }
      await bench.done('drill');
      expect(await drilled()).to.deep.equal([false, 'restore-tested']);
    });

    it('restored fewer files than it has is not good', async () => {
      const at = bench.uses.at;
      bench.uses.at = (place) => {
        if (place.startsWith('digest:'))
          for (const made of restoredFolders()) rmSync(join(made, 'data/table.csv'), { force: true });
        return at(place);
      };
      expect(words(await bench.run('drill'))).to.match(/^failed backup\.differs .*prod’s data/);
      expect(await drilled()).to.deep.equal([false, 'unverified']);
    });

    it('had no glab answer in an environment that has files is not restore-tested', async () => {
      await bench.done('stop', { target: 'lab' });
      await rm(bench.root.at('environments/prod/db/content.json'));
      bench.clock.pass(1000);
      await bench.done('backup', { disksAreRight: true });
      expect(words(await bench.run('drill'))).to.match(/^failed backup\.probe_failed prod has files/);
      const newest = (await bench.backups().snapshots('local')).toSorted((a, b) => b.takenAt - a.takenAt)[0];
      expect([newest?.complete, newest?.standing]).to.deep.equal([true, 'unverified']);
    });
  });
});
