import { existsSync } from 'node:fs';
import { open, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { expect } from 'chai';
import type { Job } from '../../../../src/core/model/job.ts';
import { caught } from '../../../support/caught.ts';
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
    await bench.fill('environments/prod/db', {});
  });

  it('is one file, and nothing is left beside it', async () => {
    expect(await readdir(bench.root.at('backups/exports'))).to.deep.equal([file]);
    expect(existsSync(bench.root.at('backups/staging'))).to.equal(false);
    expect((await bench.run('export', { file })).error?.code).to.equal('export.exists');
  });

  it('is imported as a restore is made: proved, swapped, and what was before lies aside', async () => {
    const job = await bench.run('import', { file, waitForWork: 0 });
    expect(job.state, words(job)).to.equal('succeeded');
    expect([await readFile(data(), 'utf8'), await bench.tables('environments/prod/db')]).to.deep.equal([
      'then',
      then,
    ]);
    expect(await asides()).to.deep.equal([`.before-${job.id}`]);
    await bench.done('undo-restore', { target: 'lab', restore: job.id, waitForWork: 0 });
    expect([await readFile(data(), 'utf8'), await asides()]).to.deep.equal(['now', [`.restore-${job.id}`]]);
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
});
