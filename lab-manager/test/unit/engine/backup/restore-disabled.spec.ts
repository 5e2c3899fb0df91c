import { existsSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { expect } from 'chai';
import type { Job } from '../../../../src/core/model/job.ts';
import type { EnvironmentName } from '../../../../src/core/model/lab-file.ts';
import { caught } from '../../../support/caught.ts';
import { useBackupLab } from '../../../support/use-backup-lab.ts';

const bytesThen = Buffer.from([0, 255, 13, 10, 0, 128, 7]);
const tablesThen = { 'lab.note': ['draft'] };
const then = { bytes: bytesThen.toString('hex'), tables: tablesThen };
const now = { bytes: Buffer.from('now').toString('hex'), tables: { 'lab.note': ['draft', 'since'] } };

describe('engine/backup: a restore of an environment that is disabled', function () {
  this.timeout(60_000);
  const bench = useBackupLab();
  let snapshot = '';

  const words = (job: Job): string => `${job.state} ${job.error?.code ?? ''} ${job.error?.message ?? ''}`;
  const file = (of: EnvironmentName): string => bench.root.at('environments', of, 'data/draft.bin');
  const held = async (of: EnvironmentName = 'dev') => ({
    bytes: (await readFile(file(of))).toString('hex'),
    tables: await bench.tables(`environments/${of}/db`),
  });
  const asides = async (of: EnvironmentName = 'dev') =>
    (await readdir(bench.root.at('environments', of))).filter((name) => name.startsWith('.'));
  const runningIn = async (of: EnvironmentName) => {
    const question = { labId: 'lab7k2m9q', images: [], containerNames: [], networkNames: [] };
    const { containers } = await bench.engine.observe(question);
    return containers
      .filter(({ name, state }) => name.includes(`-${of}-`) && state === 'running')
      .map(({ name }) => name);
  };
  const startedIn = (of: EnvironmentName, { steps }: Job) =>
    steps.map(({ name }) => name).filter((name) => name.startsWith(`startContainer:${of}-`));
  const disable = (target: string) => bench.done('disable', { target, waitForWork: 0 });
  const backup = async () => {
    bench.clock.pass(1000);
    await bench.done('backup');
    const all = await bench.backups().snapshots('local', true);
    snapshot = all.toSorted((one, other) => other.takenAt - one.takenAt)[0]!.id;
  };
  const restore = (target = 'lab', params = {}) =>
    bench.run('restore', { target, snapshot, repository: 'local', waitForWork: 0, ...params });
  const restored = async (...asked: Parameters<typeof restore>): Promise<Job> => {
    const job = await restore(...asked);
    expect(job.state, words(job)).to.equal('succeeded');
    return job;
  };
  const undone = (of: Job, target = 'lab') =>
    bench.done('undo-restore', { target, restore: of.id, waitForWork: 0 });
  const changes = async (of: EnvironmentName = 'dev') => {
    await writeFile(file(of), 'now');
    await bench.fill(`environments/${of}/db`, now.tables);
  };

  beforeEach(async () => {
    await bench.startLab();
    await writeFile(file('dev'), bytesThen);
  });

  it('puts back its files byte for byte from a snapshot of when it was off, and leaves its database as it is', async () => {
    await disable('dev');
    await backup();
    await changes();
    expect(words(await restore())).to.match(/^failed backup\.not_good .*files of dev, and not its database/);
    const job = await restored('lab', { lacking: true });
    expect(await held()).to.deep.equal({ ...now, bytes: then.bytes });
    expect([await asides(), await runningIn('dev'), startedIn('dev', job)]).to.deep.equal([
      [`.before-${job.id}`],
      [],
      [],
    ]);
    await undone(job);
    expect([await held(), await asides(), await runningIn('dev')]).to.deep.equal([
      now,
      [`.restore-${job.id}`],
      [],
    ]);
    await bench.done('confirm-restore', { restore: job.id });
    expect([await held(), await asides()]).to.deep.equal([now, []]);
  });

  it('puts back its files and its database from a snapshot of when it was on, and nothing of it is started', async () => {
    const ofBrick = 'environments/dev/brick-db/sample_notes.notes';
    await bench.fill(ofBrick, tablesThen);
    await backup();
    await disable('dev');
    await changes();
    await bench.fill(ofBrick, now.tables);
    const job = await restored();
    expect([await held(), await bench.tables(ofBrick)]).to.deep.equal([then, tablesThen]);
    const steps = job.steps.map(({ name }) => name);
    expect(steps).to.include.members(['prove:dev-db', 'prove:dev-db-sample-notes-notes']);
    expect(steps).to.not.include('probe:dev');
    expect([await runningIn('dev'), startedIn('dev', job)]).to.deep.equal([[], []]);
    await bench.done('confirm-restore', { restore: job.id });
    await bench.done('enable', { target: 'dev' });
    expect([await held(), await asides()]).to.deep.equal([then, []]);
    expect(await runningIn('dev')).to.include('lab7k2m9q-dev-glab');
  });

  it('is refused where its database, loaded anew, is not what was written out', async () => {
    await backup();
    await disable('dev');
    await changes();
    bench.uses.at = (place) => {
      if (place !== 'digest:lab7k2m9q-scratch-dev-db') return undefined;
      bench.damageScratch('dev');
      return undefined;
    };
    expect(words(await restore())).to.match(/^failed backup\.differs .*dev-db/);
    expect([await held(), await asides()]).to.deep.equal([now, []]);
  });

  it('onto an empty machine makes all that it needs', async () => {
    await backup();
    await disable('dev');
    await rm(bench.root.at('environments/dev'), { recursive: true });
    await rm(bench.root.at('state/secrets/dev-db'), { recursive: true });
    await restored();
    expect(await held()).to.deep.equal(then);
    expect(existsSync(bench.root.at('state/secrets/dev-db/password'))).to.equal(true);
  });

  for (const target of ['lab', 'dev'])
    it(`of ${target} is undone although it was disabled since`, async () => {
      await backup();
      await changes();
      const job = await restored(target);
      expect(await held()).to.deep.equal(then);
      await disable('dev');
      await undone(job, target);
      expect([await held(), await asides(), await runningIn('dev')]).to.deep.equal([
        now,
        [`.restore-${job.id}`],
        [],
      ]);
      await bench.done('confirm-restore', { target, restore: job.id });
      expect([await held(), await asides()]).to.deep.equal([now, []]);
    });

  for (const isOff of [false, true])
    it(`from an export of when it was ${isOff ? 'off' : 'on'} does the same`, async () => {
      if (isOff) await disable('dev');
      await bench.done('export', { file: 'lab.tar' });
      if (!isOff) await disable('dev');
      await changes();
      const lacking = isOff ? ({ lacking: true } as const) : {};
      const job = await bench.done('import', { file: 'lab.tar', waitForWork: 0, ...lacking });
      expect(await held()).to.deep.equal(isOff ? { ...now, bytes: then.bytes } : then);
      expect([await runningIn('dev'), startedIn('dev', job)]).to.deep.equal([[], []]);
      await undone(job);
      expect(await held()).to.deep.equal(now);
    });

  it('holds for prod as well', async () => {
    await writeFile(file('prod'), bytesThen);
    await bench.fill('environments/prod/db', tablesThen);
    await backup();
    await disable('prod');
    await changes('prod');
    const job = await restored();
    expect(await held('prod')).to.deep.equal(then);
    expect([await runningIn('prod'), startedIn('prod', job)]).to.deep.equal([[], []]);
    await undone(job);
    expect([await held('prod'), await runningIn('prod')]).to.deep.equal([now, []]);
  });

  it('has its databases in a snapshot where it is prod, and not where it is dev, as the snapshot says', async () => {
    await disable('dev');
    await disable('prod');
    await backup();
    const { manifest } = await bench.backups().snapshot('local', snapshot);
    expect(manifest.databases.map(({ service }) => service)).to.deep.equal(['prod-db']);
    expect(manifest.leftOut.join(' ')).to.contain('databases of dev').and.not.contain('databases of prod');
  });

  it('asked for by its name alone is refused, and nothing is touched', async () => {
    await backup();
    await disable('dev');
    await changes();
    const { code, hint } = caught(() =>
      bench.ask('restore', { target: 'dev', snapshot, repository: 'local' }),
    );
    expect([code, hint]).to.deep.equal(['environment.unknown', 'Enable it first: labctl enable dev.']);
    expect([await held(), await asides()]).to.deep.equal([now, []]);
  });

  it('is tried out in no drill: none says that glab answered where none runs, and the snapshot is worth what it was', async () => {
    await backup();
    await disable('dev');
    expect(words(await bench.run('drill'))).to.match(/^failed service\.unknown .*dev-db/);
    expect(bench.backups().drills()[0]?.inconclusive).to.equal(true);
    expect((await bench.backups().snapshots('local'))[0]?.standing).to.equal('good');
  });
});
