import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Job } from '../../../../src/core/model/job.ts';
import { caught } from '../../../support/caught.ts';
import { eventually } from '../../../support/eventually.ts';
import { prodAndDev, useBackupLab } from '../../../support/use-backup-lab.ts';

const settings = { name: 'sample_notes', version: '1.0.0', services: [{ name: 'notes', kind: 'database' }] };
const service = 'prod-db-sample-notes-notes';
const folder = 'environments/prod/brick-db/sample_notes.notes';
const rows = { 'notes.note': ['one', 'two'] };

describe('engine/backup: a restore of a brick that is gone', function () {
  this.timeout(60_000);
  const bench = useBackupLab();
  let snapshot = '';
  const words = (job: Job): string => `${job.state} ${job.error?.code ?? ''} ${job.error?.message ?? ''}`;
  const brick = (): string => bench.root.at('environments/prod/bricks/sample_notes');
  const password = (): string => bench.root.at('state/secrets', service, 'password');
  const stateNow = () => bench.running.lab.status().services.find(({ name }) => name === service)?.state;
  const restore = (target: string) =>
    bench.run('restore', { target, snapshot, repository: 'local', waitForWork: 0 });

  beforeEach(async () => {
    await mkdir(brick(), { recursive: true });
    await writeFile(join(brick(), 'settings.json'), JSON.stringify(settings));
    await bench.startLab();
    await eventually(() => stateNow() === 'running', 5000);
    await bench.fill(folder, rows);
    await bench.done('backup');
    snapshot = (await bench.backups().snapshots('local'))[0]!.id;
  });

  /** As on a new machine, where nothing of it was ever made. */
  const brickGoes = async () => {
    await rm(brick(), { recursive: true });
    await bench.done('apply');
    expect(stateNow()).to.equal(undefined);
    await rm(bench.root.at('environments/prod/brick-db'), { recursive: true });
    await rm(bench.root.at('state/secrets', service), { recursive: true });
  };

  for (const target of ['prod', 'lab'])
    it(`brings it back with its database: of ${target}`, async () => {
      await brickGoes();
      let hadPassword = false;
      bench.uses.at = (place) => {
        if (place === `load:lab7k2m9q-scratch-${service}`) hadPassword = existsSync(password());
        return undefined;
      };
      const job = await restore(target);
      expect(job.state, words(job)).to.equal('succeeded');
      expect(await bench.tables(folder)).to.deep.equal(rows);
      expect([hadPassword, stateNow()]).to.deep.equal([true, 'running']);
    });

  it('its database is in snapshots as long as its data is kept', async () => {
    await rm(brick(), { recursive: true });
    await bench.done('apply');
    await bench.done('backup');
    const [newest] = await bench.backups().snapshots('local');
    expect([newest?.id === snapshot, newest?.standing]).to.deep.equal([false, 'good']);
    snapshot = newest?.id ?? '';
    await rm(bench.root.at(folder), { recursive: true });
    const job = await restore('prod');
    expect(job.state, words(job)).to.equal('succeeded');
    expect(await bench.tables(folder)).to.deep.equal(rows);
  });

  it('... also in one whose manager died while it was made', async () => {
    await rm(brick(), { recursive: true });
    await bench.done('apply');
    let dies = true;
    await bench.dying((place) => dies && place === 'test:local' && !(dies = false), 'backup');
    const [newest] = await bench.backups().snapshots('local', true);
    const { manifest } = await bench.backups().snapshot('local', newest?.id ?? '');
    expect([dies, newest?.id === snapshot]).to.deep.equal([false, false]);
    expect(manifest.databases.map((one) => one.service)).to.include(service);
  });

  it('from an export does so, too', async () => {
    await bench.done('export', { file: 'lab.tar' });
    await brickGoes();
    await bench.done('import', { file: 'lab.tar', waitForWork: 0 });
    expect([await bench.tables(folder), stateNow()]).to.deep.equal([rows, 'running']);
  });

  it('keeps its data where the lab runs nothing for it any more, and says why', async () => {
    await writeFile(
      bench.root.at('lab.yaml'),
      prodAndDev.replace('dev:', 'prod: { brickServices: { count: 0 } }, dev:'),
    );
    await brickGoes();
    const job = await restore('prod');
    expect(job.state, words(job)).to.equal('succeeded');
    expect([await bench.tables(folder), stateNow()]).to.deep.equal([rows, undefined]);
    const { problems } = bench.running.lab.status();
    expect(problems.map(({ message }) => message).join()).to.contain('services.notes is one more than the 0');
    expect(existsSync(join(brick(), 'settings.json'))).to.equal(true);
  });

  it('is undone: the brick goes again, and what was restored lies aside', async () => {
    await brickGoes();
    const { id } = await restore('prod');
    await bench.done('undo-restore', { target: 'prod', restore: id, waitForWork: 0 });
    expect([existsSync(brick()), existsSync(bench.root.at(folder)), stateNow()]).to.deep.equal([
      false,
      false,
      undefined,
    ]);
  });

  it('is proved by a drill', async () => {
    await brickGoes();
    expect((await bench.done('drill')).outcome).to.match(/4 tables with 6 rows/);
    expect(existsSync(bench.root.at(folder))).to.equal(false);
  });

  it('as its database alone is refused, with what to do', async () => {
    await brickGoes();
    const { code, message, hint } = caught(() =>
      bench.ask('restore', { target: service, snapshot, repository: 'local' }),
    );
    expect(code).to.equal('service.unknown');
    expect(message).to.contain(`No brick in prod declares the database ${service} now`);
    expect(hint).to.contain('Restore all of prod').and.to.contain('/environments/prod/bricks/sample_notes');
  });
});
