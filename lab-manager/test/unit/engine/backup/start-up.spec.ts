import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { expect } from 'chai';
import { LabError } from '../../../../src/core/model/lab-error.ts';
import { eventually } from '../../../support/eventually.ts';
import { useBackupLab } from '../../../support/use-backup-lab.ts';

describe('engine/backup: a start of the manager', function () {
  this.timeout(30_000);
  const bench = useBackupLab();
  const staged = () => bench.root.at('backups/staging');

  beforeEach(() => bench.startLab());

  it('removes what nobody takes up any more: what was staged, and secrets that lie open', async () => {
    await mkdir(staged(), { recursive: true });
    await writeFile(bench.root.at('backups/staging/lab.db'), '');
    await bench.restart();
    expect(existsSync(staged())).to.equal(false);
    await eventually(() => bench.secretsInMemory().length === 0, 5000);
  });

  it('deletes what a restore or a drill made and nobody takes up, and nothing of one of which anything lies aside', async () => {
    const [a, b, c] = ['A', 'B', 'C'].map((end) => end.padStart(26, '0'));
    const at = (name: string) => bench.root.at('environments/prod', name);
    for (const name of [`.restore-${a}`, `.restore-${b}`, `.before-${b}`, `.before-${c}`, '.restore-notes']) {
      await mkdir(at(`${name}/data`), { recursive: true });
      await writeFile(at(`${name}/data/x`), '');
    }
    await bench.restart();
    const left = (await readdir(at('.'))).filter((name) => name.startsWith('.'));
    expect(left).to.have.members([`.restore-${b}`, `.before-${b}`, `.before-${c}`, '.restore-notes']);
  });

  it('takes away the lock that a manager which died left, before any job needs the repository', async () => {
    await bench.done('backup');
    const place = bench.repositories.at(bench.root.at('backups/repository'));
    place.locked = true;
    await bench.restart();
    await eventually(() => !place.locked, 5000);
  });

  it('knows the snapshots that there are without anybody asking', async () => {
    await bench.done('backup');
    await bench.restart();
    await eventually(() => bench.backups().overview().lastGood !== undefined, 5000);
  });

  it('says of a repository that can’t be listed that it can’t, and never that it is empty', async () => {
    await bench.done('backup');
    const at = bench.uses.at;
    bench.uses.at = (place) => {
      if (place === 'snapshots:local') throw new Error('the list is cut');
      return at(place);
    };
    await bench.restart();
    const outcome = await bench
      .backups()
      .snapshots('local', true)
      .catch((error: Error) => error.message);
    expect(outcome).to.equal('the list is cut');
    expect(bench.backups().repositories()[0]?.snapshots).to.equal(undefined);
  });
});

describe('engine/backup: a start of the manager while the repository is away', function () {
  this.timeout(30_000);
  const bench = useBackupLab();
  const overview = () => bench.backups().overview();

  beforeEach(() => bench.startLab("name: Lab\nbackup: { schedule: '0 3 * * *' }\n"));

  it('knows when and where the last good snapshot was made while the repository is away, and raises the alarm once that is old', async () => {
    await bench.done('backup');
    await eventually(() => bench.memory().repository('local')?.goodAt !== undefined, 5000);
    const at = bench.uses.at;
    bench.uses.at = (place) => {
      if (place === 'snapshots:local')
        throw new LabError('backup.unreachable', 'The NAS does not answer.', { hint: 'Turn it on.' });
      return at(place);
    };
    await bench.restart();
    const away = () => overview().unseen;
    await eventually(() => away()?.isAway === true, 5000);
    expect(away()?.lastGoodAt).to.equal(bench.memory().repository('local')?.goodAt);
    bench.nights(90);
    await bench.restart();
    await eventually(() => overview().alarms.length > 0, 5000);
    expect(overview().alarms[0]).to.match(
      /^The newest good snapshot of this lab is of .*, in local, which can’t be used now\. The NAS/,
    );
  });

  it('says nothing of a last good snapshot where what it remembers is of a time that is yet to come', async () => {
    await bench.done('backup');
    const at = bench.uses.at;
    bench.uses.at = (place) => {
      if (place === 'snapshots:local') throw new LabError('backup.unreachable', 'The NAS does not answer.');
      return at(place);
    };
    await bench.restart();
    await eventually(() => overview().unseen?.isAway === true, 5000);
    bench.memory().noteGood('local', bench.clock.now() + 300 * 86_400_000);
    expect(overview().unseen).to.deep.include({ repository: 'local', lastGoodAt: undefined });
  });
});

describe('engine/backup: beside other jobs', function () {
  this.timeout(30_000);
  const bench = useBackupLab();

  beforeEach(() => {
    return bench.startLab();
  });
  /** Until the restore, or whatever it is, has come to reading the repository. */
  const heldAt = async (place: string): Promise<() => void> => {
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    let isThere = false;
    bench.uses.hold = async (name) => {
      if (name !== place || isThere) return;
      isThere = true;
      await held;
    };
    await eventually(() => isThere, 10_000);
    return letGo;
  };
  const state = (id: string) => bench.store().journal.get(id)?.state;

  it('a backup lets a restart of an environment pass while it is copied, and a second one of backups waits', async () => {
    const { id } = bench.ask('backup', { target: 'lab' });
    const letGo = await heldAt('check:local');
    const restart = bench.ask('restart', { target: 'prod', waitForWork: 0 });
    const verify = bench.ask('verify', { target: 'lab', parts: [1] });
    await eventually(() => state(restart.id) === 'succeeded', 10_000);
    expect([state(id), state(verify.id)]).to.deep.equal(['running', 'queued']);
    letGo();
    await bench.running.runner.idle();
    expect([state(id), state(verify.id)]).to.deep.equal(['succeeded', 'succeeded']);
  });

  it('a backup lets a restart of an environment pass while files are read', async () => {
    const { id } = bench.ask('backup', { target: 'lab' });
    const letGo = await heldAt('backup:local');
    const restart = bench.ask('restart', { target: 'prod', waitForWork: 0 });
    const reset = bench.ask('reset', { target: 'dev', waitForWork: 0 });
    await eventually(() => state(restart.id) === 'succeeded', 10_000);
    expect([state(id), state(reset.id)]).to.deep.equal(['running', 'queued']);
    letGo();
    await bench.running.runner.idle();
    expect([state(id), state(reset.id)]).to.deep.equal(['succeeded', 'succeeded']);
  });

  it('a restore of an environment keeps others from it while it is fetched', async () => {
    await bench.done('backup');
    const [snapshot] = await bench.backups().snapshots('local');
    const params = { target: 'prod', snapshot: snapshot!.id, repository: 'local', waitForWork: 0 };
    const { id } = bench.ask('restore', params);
    const letGo = await heldAt('restore:local');
    const own = bench.ask('restart', { target: 'prod', waitForWork: 0 });
    const other = bench.ask('restart', { target: 'dev', waitForWork: 0 });
    await eventually(() => state(other.id) === 'succeeded', 10_000);
    expect([state(id), state(own.id)]).to.deep.equal(['running', 'queued']);
    letGo();
    await bench.running.runner.idle();
    expect([state(id), state(own.id)]).to.deep.equal(['succeeded', 'succeeded']);
  });
});
