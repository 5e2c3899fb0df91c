import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { expect } from 'chai';
import type { Job } from '../../../../src/core/model/job.ts';
import { caught } from '../../../support/caught.ts';
import { useBackupLab } from '../../../support/use-backup-lab.ts';

/** Of a brick that is gone: nothing but `labctl brick remove-data` ever deletes it. */
const notes = { id: 'prod/sample_notes.notes', folder: 'environments/prod/brick-db/sample_notes.notes' };
const then = { 'notes.note': ['then'] };
const now = { 'notes.note': ['now'] };

describe('engine/backup: a restore that waits to be confirmed', function () {
  this.timeout(60_000);
  const bench = useBackupLab();
  let id = '';

  const words = (job: Job): string => `${job.state} ${job.error?.code ?? ''} ${job.error?.message ?? ''}`;
  const at = (folder: string): string => bench.root.at(folder);
  const asides = async (environment = 'prod') =>
    (await readdir(at(`environments/${environment}`))).filter((name) => name.startsWith('.'));
  const confirm = () => bench.run('confirm-restore', { target: 'prod', restore: id });
  const undo = () => bench.run('undo-restore', { target: 'prod', restore: id, waitForWork: 0 });
  const removeData = () => bench.done('remove-data', { target: notes.id });
  const confirmedAt = () => bench.memory().restores()[0]?.confirmedAt;

  beforeEach(async () => {
    await bench.startLab();
    await bench.fill(notes.folder, then);
    await bench.done('backup');
    await bench.fill(notes.folder, now);
    const [snapshot] = await bench.backups().snapshots('local');
    const params = { target: 'lab', snapshot: snapshot!.id, repository: 'local', waitForWork: 0 };
    id = (await bench.done('restore', params)).id;
    expect(await bench.tables(notes.folder)).to.deep.equal(then);
  });

  it('keeps the data of a brick that it brought from being removed, until it is confirmed', async () => {
    const error = caught(() => bench.ask('remove-data', { target: notes.id }));
    expect(error.code).to.equal('backup.unconfirmed_restore');
    expect([error.message, error.hint].join()).to.contain(id);
    expect(await bench.tables(notes.folder)).to.deep.equal(then);
    expect(words(await confirm())).to.match(/^succeeded /);
    await removeData();
    expect([existsSync(at(notes.folder)), await asides()]).to.deep.equal([false, []]);
  });

  it('... or undone: then what was before may go, and what was restored with a confirmation', async () => {
    expect(words(await undo())).to.match(/^succeeded /);
    expect(await bench.tables(notes.folder)).to.deep.equal(now);
    await removeData();
    expect(words(await confirm())).to.match(/^succeeded /);
    expect([existsSync(at(notes.folder)), await asides()]).to.deep.equal([false, []]);
  });

  it('keeps dev from being reset, until it is confirmed', async () => {
    const reset = () => bench.ask('reset', { target: 'dev', waitForWork: 0 });
    expect(caught(reset).code).to.equal('backup.unconfirmed_restore');
    expect(await bench.tables('environments/dev/db')).to.deep.equal({ 'lab.note': ['draft'] });
    expect(words(await confirm())).to.match(/^succeeded /);
    await bench.done('reset', { target: 'dev', waitForWork: 0 });
    expect(await asides('dev')).to.deep.equal([]);
  });

  describe('of which a folder was deleted by hand', () => {
    const lost = () => rm(at(notes.folder), { recursive: true });

    it('is not confirmed, and nothing is deleted or noted: it can be undone', async () => {
      await lost();
      const job = await confirm();
      expect(words(job)).to.match(/^failed backup\.half_restored .*sample_notes\.notes /);
      expect(job.error?.hint).to.contain(`labctl backup undo ${id}`).and.contain('mkdir -p');
      expect([confirmedAt(), await asides()]).to.deep.equal([undefined, [`.before-${id}`]]);
      expect(words(await undo())).to.match(/^succeeded /);
      expect(await bench.tables(notes.folder)).to.deep.equal(now);
    });

    it('is confirmed where somebody says that it was meant', async () => {
      await lost();
      await confirm();
      await mkdir(at(notes.folder));
      expect(words(await confirm())).to.match(/^succeeded /);
      expect([await asides(), bench.backups().restores()]).to.deep.equal([[], []]);
    });

    it('is confirmed to its end where it was begun before that', async () => {
      bench.cancelAt('confirm.after-done');
      expect((await confirm()).state).to.equal('cancelled');
      await lost();
      expect(words(await confirm())).to.match(/^succeeded /);
      expect([await asides(), await asides('dev'), bench.backups().restores()]).to.deep.equal([[], [], []]);
    });

    it('... and where the manager died before it could note that it had noted it', async () => {
      bench.whileDown = lost;
      const params = { target: 'prod', restore: id };
      const job = await bench.dying((place) => place === 'confirm.after', 'confirm-restore', params);
      expect(bench.diedAt).to.deep.equal(['confirm.after']);
      expect(words(job)).to.match(/^succeeded /);
      expect([await asides(), bench.backups().restores()]).to.deep.equal([[], []]);
    });
  });
});
