import { expect } from 'chai';
import type { Job } from '../../../src/core/model/job.ts';
import { backupJob } from '../../../src/jobs/backup.ts';
import type { FailPoints } from '../../../src/core/ports.ts';
import { FakeBackupWork } from '../../support/fake-backup-work.ts';
import { eventually } from '../../support/eventually.ts';
import { always, gate, oneRound, request, step } from './support.ts';
import { useRunner } from './use-runner.ts';

const asked = request({ kind: 'backup', params: { target: 'lab' } });

describe('jobs/backup', () => {
  const bench = useRunner();
  let lab: FakeBackupWork;

  beforeEach(() => (lab = new FakeBackupWork()));

  async function backUp(failPoints?: FailPoints): Promise<Job> {
    const runner = bench.restart(backupJob({ backup: lab }), failPoints === undefined ? {} : { failPoints });
    runner.resume();
    const { id } = runner.ask(asked);
    await runner.idle();
    return bench.store.journal.get(id)!;
  }

  const names = (job: Job): string[] => job.steps.map(({ name }) => name);
  const local = () => lab.repositories.get('local') ?? [];

  it('writes databases out while bricks are quiet, and lets those go on as soon as everything was read', async () => {
    const job = await backUp();
    expect(job.state, job.error?.message).to.equal('succeeded');
    expect(names(job)).to.deep.equal([
      'waitForWork:prod',
      'begin',
      'readAhead',
      'freeze:prod/sample_notes',
      'stop:prod-app-sample-page',
      'dump:prod-db',
      'dump:dev-db',
      'stage',
      'snapshot',
      'thaw:prod/sample_notes',
      'thaw:prod-app-sample-page',
      'copy:offsite',
      'check:local',
      'check:offsite',
      'retain:local',
      'retain:offsite',
      'prune:local',
      'end',
    ]);
    expect([lab.quietNow.size, lab.quietWhileAhead, lab.staged]).to.deep.equal([0, 0, undefined]);
  });

  it('a database that can’t be written out doesn’t keep the others from being saved, and the snapshot is never called complete', async () => {
    lab.failing.add('dump:prod-db');
    const job = await backUp();
    expect([job.state, job.error?.code]).to.deep.equal(['failed', 'backup.incomplete']);
    expect(local()).to.have.length(1);
    expect(local()[0]).to.deep.include({ complete: false, databases: ['dev-db'] });
  });

  it('a copy that fails takes nothing from the snapshot: the job says it, and the first repository is looked after', async () => {
    lab.failing.add('copy:offsite');
    const job = await backUp();
    expect(job.state).to.equal('failed');
    expect(job.error?.message).to.contain('copy:offsite does not work today.');
    expect(local()[0]?.complete).to.equal(true);
    expect(lab.checked).to.deep.equal(['local']);
  });

  it('of a repository that is not sound nothing is taken out', async () => {
    lab.failing.add('check:local');
    const job = await backUp();
    expect(names(job)).to.not.include.members(['retain:local']);
    expect(names(job)).to.not.include.members(['prune:local']);
    expect(names(job)).to.include('retain:offsite');
  });

  for (const step of ['begin', 'stage', 'snapshot', 'quiet:prod/sample_notes', 'end'])
    it(`where ${step} fails everything goes on, and no snapshot is called complete that isn’t`, async () => {
      lab.failing.add(step);
      const job = await backUp();
      expect(job.state).to.equal('failed');
      expect([...lab.quietNow]).to.deep.equal([]);
      if (step.startsWith('quiet')) expect(local()[0]?.complete).to.equal(false);
      else expect(local().length).to.equal(step === 'end' ? 1 : 0);
    });

  it('one that does not go on is told, and the others go on all the same', async () => {
    lab.failing.add('wake:prod/sample_notes');
    const job = await backUp();
    expect(job.state).to.equal('failed');
    expect([...lab.quietNow]).to.deep.equal(['prod/sample_notes']);
    expect(names(job).filter((name) => name === 'thaw:prod/sample_notes').length).to.be.within(2, 5);
  });

  it('a snapshot that was finished when the manager died is taken as it is: nothing is written out or read once more', async () => {
    let died = false;
    const job = await backUp({
      reach: (name) => {
        if (died || name !== 'snapshot.after') return;
        died = true;
        throw new Error('the power failed');
      },
    });
    expect([job.state, lab.written, local().length]).to.deep.equal(['succeeded', 1, 1]);
    expect(names(job).filter((name) => name === 'dump:prod-db')).to.have.length(1);
  });

  it('what an attempt that was cut off wrote stays until there is another', async () => {
    let died = false;
    lab.failing.add('dump:prod-db');
    const job = await backUp({
      reach: (name) => {
        if (died || name !== 'snapshot.after') return;
        died = true;
        lab.failing.add('snapshot');
        throw new Error('the power failed');
      },
    });
    expect([job.state, local().map(({ databases }) => databases)]).to.deep.equal(['failed', [['dev-db']]]);
  });

  it('what failed after the snapshot was made is done again without another one', async () => {
    lab.failing.add('copy:offsite');
    const first = await backUp();
    lab.failing.clear();
    const again = { job: first.id, steps: ['copy:offsite'] };
    const second = bench.runner.ask({ ...asked, params: { target: 'lab', again } });
    await bench.runner.idle();
    const job = bench.store.journal.get(second.id)!;
    expect([job.state, names(job)]).to.deep.equal([
      'succeeded',
      ['copy:offsite', 'check:offsite', 'retain:offsite'],
    ]);
    expect([lab.written, lab.repositories.get('offsite')]).to.deep.equal([1, local()]);
  });

  it('nothing is planned to be taken out of a repository that refuses it', async () => {
    lab.scopeNow = { ...lab.scopeNow, keepsAll: ['offsite'] };
    const job = await backUp();
    expect(job.state).to.equal('succeeded');
    expect(names(job).filter((name) => name.startsWith('retain'))).to.deep.equal(['retain:local']);
  });

  describe('of a lab in which nothing asks to be quiet', () => {
    beforeEach(() => (lab.scopeNow = { ...lab.scopeNow, guarded: false, quiet: [] }));

    it('lets other jobs pass while everything is read, but for those that replace what is read', async () => {
      const [reading, goOn] = [gate(), gate()];
      lab.hold = async () => {
        reading.open();
        await goOn.passed;
      };
      const done: string[] = [];
      const noting = (kind: string) => oneRound([step(kind, async () => void done.push(kind))]);
      const runner = bench.restart({
        ...always(backupJob({ backup: lab })),
        stop: noting('stop'),
        reset: noting('reset'),
      });
      runner.resume();
      const { id } = runner.ask(asked);
      await reading.passed;
      for (const kind of ['reset', 'stop'] as const)
        runner.ask(request({ kind, params: { target: 'prod' } }));
      await eventually(() => done.includes('stop'), 2000);
      expect([done, bench.store.journal.get(id)?.state]).to.deep.equal([['stop'], 'running']);
      goOn.open();
      await runner.idle();
      expect([done, bench.store.journal.get(id)?.state]).to.deep.equal([['stop', 'reset'], 'succeeded']);
    });

    it('reads nothing ahead', async () => {
      expect(names(await backUp())).to.not.include('readAhead');
    });
  });

  it('a job that is cancelled while files are read leaves nothing quiet, nothing staged and no snapshot', async () => {
    const job = await backUp({
      reach: (name) => {
        if (name === 'stage.before') bench.runner.cancel(bench.runner.busyWith()!.id);
      },
    });
    expect(job.state).to.equal('cancelled');
    expect([lab.quietNow.size, lab.staged, local().length]).to.deep.equal([0, undefined, 0]);
  });

  it('dies before and after each of its steps, once each: it ends with one whole snapshot, nothing quiet and nothing staged', async () => {
    const points: string[] = [];
    await backUp({ reach: (name) => points.push(name) });
    const places = [...new Set(points)].filter(
      (name) => name.includes(':') || /^(begin|stage|snapshot|end)\./.test(name),
    );
    expect(places.length).to.be.greaterThan(50);
    for (const place of places) {
      lab = new FakeBackupWork();
      let died = false;
      const job = await backUp({
        reach: (name) => {
          if (died || name !== place) return;
          died = true;
          throw new Error('the power failed');
        },
      });
      expect(died, place).to.equal(true);
      expect(job.state, `${place}: ${job.error?.message}`).to.equal('succeeded');
      expect([...lab.quietNow], place).to.deep.equal([]);
      expect(lab.staged, place).to.equal(undefined);
      for (const repository of ['local', 'offsite'])
        expect(
          lab.repositories.get(repository)?.map(({ complete, databases }) => [complete, databases]),
          place,
        ).to.deep.equal([[true, ['prod-db', 'dev-db']]]);
    }
  }).timeout(60_000);
});
