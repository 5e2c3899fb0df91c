import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, open, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { expect } from 'chai';
import { loadFailed } from '../../../../src/adapters/docker/dumps/dump-errors.ts';
import { createLabExports } from '../../../../src/adapters/export/lab-exports.ts';
import { openStore } from '../../../../src/adapters/store/open-store.ts';
import type { Job, JobParams } from '../../../../src/core/model/job.ts';
import { caught } from '../../../support/caught.ts';
import { realClock } from '../../../support/real-clock.ts';
import { useBackupLab } from '../../../support/use-backup-lab.ts';

const then = { 'lab.note': ['one', 'two'], 'lab.user': ['ada'] };

describe('engine/backup: an export', function () {
  this.timeout(60_000);
  const bench = useBackupLab();
  const file = 'lab.tar';
  const path = () => bench.root.at('backups/exports', file);
  const data = () => bench.root.at('environments/prod/data/table.csv');
  const words = (job: Job): string => `${job.state} ${job.error?.code ?? ''} ${job.error?.message ?? ''}`;
  const asides = async () =>
    (await readdir(bench.root.at('environments/prod'))).filter((name) => name.startsWith('.'));

  beforeEach(async () => {
    await bench.startLab();
    await writeFile(data(), 'then');
    await bench.done('export', { file });
    await writeFile(data(), 'now');
    await bench.fill('environments/prod/db', { 'lab.note': ['now'] });
  });

  it('is one file, and nothing is left beside it', async () => {
    expect(await readdir(bench.root.at('backups/exports'))).to.deep.equal([file]);
    expect(existsSync(bench.root.at('backups/staging'))).to.equal(false);
    expect((await bench.run('export', { file })).error?.code).to.equal('export.exists');
  });

  it('that can be neither written nor cleared away leaves nothing staged, and says which path is in the way', async () => {
    const other = 'other.tar';
    const inTheWay = bench.root.at('backups/exports', `${other}.partial`);
    await mkdir(inTheWay);
    const job = await bench.run('export', { file: other });
    expect(job.state, words(job)).to.equal('failed');
    expect(words(job)).to.include(inTheWay);
    expect(existsSync(bench.root.at('backups/staging'))).to.equal(false);
    expect((await readdir(bench.root.at('backups/exports'))).sort()).to.deep.equal([
      file,
      `${other}.partial`,
    ]);
  });

  it('is read through once, as a step of its own, before anything is made of it', async () => {
    const job = await bench.dying((place) => place === 'fetch:prod-data.before', 'import', {
      ...{ file, waitForWork: 0 },
    });
    expect([job.state, bench.diedAt], words(job)).to.deep.equal(['succeeded', ['fetch:prod-data.before']]);
    const steps = job.steps.filter(({ startedAt }) => startedAt !== undefined);
    expect(steps[0]).to.include({ name: 'check', state: 'done', progress: 1 });
    expect(steps.filter(({ name }) => name === 'check')).to.have.length(1);
  });

  it('can be called off while it is read, and nothing was made of it', async () => {
    bench.cancelAt('check.before');
    const job = await bench.run('import', { file, waitForWork: 0 });
    expect([job.state, job.steps.map(({ name }) => name)]).to.deep.equal(['cancelled', ['check']]);
    expect([await readFile(data(), 'utf8'), await asides()]).to.deep.equal(['now', []]);
  });

  it('is imported as a restore is made: proved, swapped, and what was before lies aside', async () => {
    const job = await bench.run('import', { file, waitForWork: 0 });
    expect(job.state, words(job)).to.equal('succeeded');
    expect([await readFile(data(), 'utf8'), await bench.tables('environments/prod/db')]).to.deep.equal([
      'then',
      then,
    ]);
    expect(job.steps.map(({ sentence }) => sentence).join('; '))
      .to.include('from the export')
      .and.not.to.include('snapshot');
    expect(await asides()).to.deep.equal([`.before-${job.id}`]);
    await bench.done('undo-restore', { target: 'lab', restore: job.id, waitForWork: 0 });
    expect([await readFile(data(), 'utf8'), await asides()]).to.deep.equal(['now', [`.restore-${job.id}`]]);
  });

  it('of which a database can’t be made anew is imported without it where that was asked for, as the hint says', async () => {
    const { at } = bench.uses;
    bench.uses.at = (place) => {
      const [step] =
        bench
          .store()
          .journal.unfinished()[0]
          ?.steps.filter(({ state }) => state === 'intent') ?? [];
      if (step?.name === 'load:prod-db' && place.startsWith('load:'))
        throw loadFailed('scratch', 'ERROR 1449 no definer');
      return at(place);
    };
    const strict = await bench.run('import', { file, waitForWork: 0 });
    expect(words(strict)).to.match(/^failed backup\.load_failed /);
    expect(strict.error?.hint).to.contain(`labctl backup import ${file} --lacking`);
    const job = await bench.run('import', { file, waitForWork: 0, lacking: true });
    expect(job.state, words(job)).to.equal('succeeded');
    expect([await readFile(data(), 'utf8'), await bench.tables('environments/prod/db')]).to.deep.equal([
      'then',
      { 'lab.note': ['now'] },
    ]);
    expect(job.outcome).to.contain('but for the database prod-db is as the export');
  });

  it('that was changed by one byte is refused, and nothing in use is touched', async () => {
    const { size } = await stat(path());
    const held = await open(path(), 'r+');
    await held.write(Buffer.from('x'), 0, 1, Math.floor(size / 2));
    await held.close();
    const job = await bench.run('import', { file, waitForWork: 0 });
    expect(job.error?.code, words(job)).to.match(/^export\./);
    expect([await readFile(data(), 'utf8'), await asides()]).to.deep.equal(['now', []]);
  });

  it('takes no name that leads anywhere else, and no path by itself', () => {
    for (const name of ['../lab.tar', '/etc/x.tar', 'lab', ''])
      expect(caught(() => bench.ask('export', { target: 'lab', file: name })).code, name).to.equal(
        'request.invalid',
      );
    const params = { target: 'prod', file, path: '/environments/prod/data/table.csv' };
    expect(caught(() => bench.ask('import', params)).code).to.equal('backup.refused_path');
  });

  describe('with a passphrase', () => {
    const passphrase = 'a passphrase nobody else has';
    const sealedFile = 'sealed.tar';
    const exports = createLabExports({ clock: realClock });
    const sealed = async (kind: 'export' | 'import', given = passphrase, more: Partial<JobParams> = {}) => {
      const { id } = bench.ask(kind, { ...{ target: 'lab', file: sealedFile, sealed: true }, ...more });
      bench.backups().keepPassphrase(id, given);
      await bench.running.runner.idle();
      return bench.store().journal.get(id)!;
    };

    it('seals accounts, passwords and the authority, which nothing but the passphrase opens', async () => {
      const job = await sealed('export');
      expect(job.state, words(job)).to.equal('succeeded');
      const into = bench.root.at('opened');
      await mkdir(into);
      const none = { folders: new Map(), databases: new Map(), labFile: undefined };
      const path = bench.root.at('backups/exports', sealedFile);
      const secrets = { passphrase, into };
      await exports.unpack(path, { ...none, secrets }, () => undefined);
      const here = ['ca', 'lab.db', 'secrets'].filter((name) => existsSync(bench.root.at('state', name)));
      expect(await readdir(into)).to.have.members([...here, 'lab.db']);
      const store = openStore({ directory: into, ballastBytes: 4096 });
      expect(store.journal.get(job.id)).to.include({ kind: 'export', state: 'running' });
      store.close();
    });

    it('is imported by that one alone', async () => {
      await sealed('export');
      const wrong = await sealed('import', 'another passphrase', { waitForWork: 0 });
      expect(wrong.error?.code, words(wrong)).to.equal('export.wrong_passphrase');
      const right = await sealed('import', passphrase, { waitForWork: 0 });
      expect(right.state, words(right)).to.equal('succeeded');
    });

    it('keeps it neither in the journal nor in a file', async () => {
      const { id } = await sealed('export');
      await sealed('import', passphrase, { waitForWork: 0 });
      expect(JSON.stringify(bench.store().journal.log(id, 0, 1000))).not.to.contain(passphrase);
      const filesWith = (text: string) =>
        execFileSync('sh', ['-c', 'grep -rlF "$1" "$2" || true', 'sh', text, bench.root.home]).toString();
      await bench.store().backupTo(bench.root.at('copy.db'));
      expect(filesWith(sealedFile)).to.contain('copy.db');
      expect(filesWith(passphrase)).to.equal('');
    });

    it('that was written whole before its manager died is done, though the passphrase went with that', async () => {
      bench.dieOnceAt('write.after');
      const { id } = bench.ask('export', { target: 'lab', file: sealedFile, sealed: true });
      bench.backups().keepPassphrase(id, passphrase);
      await bench.diedAndBack();
      await bench.running.runner.idle();
      const job = bench.store().journal.get(id)!;
      expect(job.state, words(job)).to.equal('succeeded');
      expect(await readdir(bench.root.at('backups/exports'))).to.have.members([file, sealedFile]);
    });

    it('that is gone with the manager it does not go on without, and writes nothing', async () => {
      const job = await bench.run('export', { file: sealedFile, sealed: true });
      expect(job.error?.code, words(job)).to.equal('export.no_passphrase');
      expect(await readdir(bench.root.at('backups/exports'))).to.deep.equal([file]);
    });
  });

  describe('that lacks a database', () => {
    const lackingFile = 'other-lacking.tar';
    beforeEach(async () => {
      const at = bench.uses.at;
      bench.uses.at = (place) => {
        if (/^dump:.*-prod-db$/.test(place)) throw new Error('the client was killed');
        return at(place);
      };
      const job = await bench.run('export', { file: 'other.tar' });
      expect(words(job)).to.match(/^failed backup.incomplete .*prod-db/);
      bench.uses.at = at;
    });

    it('is no success, and is called what it is', async () => {
      expect(await readdir(bench.root.at('backups/exports'))).to.have.members([file, lackingFile]);
      expect(existsSync(bench.root.at('backups/staging'))).to.equal(false);
    });

    it('is imported by nobody who did not ask for that', async () => {
      const job = await bench.run('import', { file: lackingFile, waitForWork: 0 });
      expect(words(job)).to.match(/^failed backup.not_good .*prod-db/);
      expect([await readFile(data(), 'utf8'), await asides()]).to.deep.equal(['now', []]);
      const asked = await bench.run('import', { file: lackingFile, waitForWork: 0, lacking: true });
      expect(asked.state, words(asked)).to.equal('succeeded');
    });
  });
});
