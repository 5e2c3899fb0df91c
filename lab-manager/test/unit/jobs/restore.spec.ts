import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { ErrorCode } from '../../../src/core/model/error-codes.ts';
import type { Job, JobKind, JobParams } from '../../../src/core/model/job.ts';
import { confirmRestoreJob } from '../../../src/jobs/confirm-restore.ts';
import type { FailPoints } from '../../../src/core/ports.ts';
import { restoreJob } from '../../../src/jobs/restore.ts';
import { undoRestoreJob } from '../../../src/jobs/undo-restore.ts';
import { always } from '../../support/always.ts';
import { caught } from '../../support/caught.ts';
import { FakeRestoreWork } from '../../support/fake-restore-work.ts';
import { useTempFiles } from '../../support/temp-files.ts';
import { FolderLab } from './folder-lab.ts';
import { request } from './support.ts';
import { useRunner, wishesOf } from './use-runner.ts';

describe('jobs/restore', function () {
  this.timeout(60_000);
  const bench = useRunner();
  const root = useTempFiles();
  let parts: FakeRestoreWork;
  let lab: FolderLab;
  const old = { 'prod-data': 'old', 'prod-db': 'old' };
  const restored = { 'prod-data': 'of s1', 'prod-db': 'of s1' };

  beforeEach(() => anew());

  function anew(): void {
    const folder = root.at('containers');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    lab = new FolderLab(folder, wishesOf(bench));
    for (const service of lab.services) writeFileSync(join(folder, service), 'v1');
    parts = new FakeRestoreWork();
    parts.isOpen = () => ['prod-glab', 'prod-db'].some((name) => name in lab.running());
  }

  async function run(kind: JobKind, params: Partial<JobParams>, failPoints?: FailPoints): Promise<Job> {
    const tools = { work: lab, restore: parts };
    const definitions = {
      ...always(restoreJob(tools)),
      'undo-restore': undoRestoreJob(tools),
      'confirm-restore': confirmRestoreJob(tools),
    };
    bench.restart(definitions, failPoints === undefined ? {} : { failPoints }).resume();
    const { id } = bench.runner.ask(request({ kind, params: { target: 'prod', ...params } }));
    await bench.runner.idle();
    return bench.store.journal.get(id)!;
  }
  const restore = (failPoints?: FailPoints, snapshot = 's1') => run('restore', { snapshot }, failPoints);

  function dieOnceAt(place: string): FailPoints & { died: boolean } {
    const points = {
      died: false,
      reach(name: string) {
        if (points.died || name !== place) return;
        points.died = true;
        throw new Error('the power failed');
      },
    };
    return points;
  }

  async function placesOf(work: (failPoints: FailPoints) => Promise<unknown>): Promise<string[]> {
    const points: string[] = [];
    await work({ reach: (name) => void points.push(name) });
    return [...new Set(points)].filter((name) => !name.startsWith('job.'));
  }

  const expectRunning = (what = ''): void =>
    void expect(Object.keys(lab.running()), what).to.have.members(lab.services);

  it('is made and proved beside what is in use before anything stops, and what was there stays aside', async () => {
    const job = await restore();
    expect(job.state, job.error?.message).to.equal('succeeded');
    const names = job.steps.map(({ name }) => name);
    expect(names.indexOf('probe:prod')).to.be.within(0, names.indexOf('stopContainer:prod-glab'));
    expect(parts.now()).to.deep.equal(restored);
    expect(parts.beside()).to.have.members(['prod-data before: old', 'prod-db before: old']);
    expect(parts.waiting(job.id)?.words).to.equal('prod');
    expectRunning();
  });

  for (const step of [
    'preflight',
    'fetch:prod-data',
    'load:prod-db',
    'prove',
    'probe',
    'beforeStopping',
    'swap:prod-db',
  ])
    it(`where ${step} fails, the lab is as it was, and nothing lies beside it`, async () => {
      parts.failing.add(step);
      const job = await restore();
      expect(job.state).to.equal('failed');
      expect(parts.now()).to.deep.equal(old);
      expect([parts.beside(), parts.rows, parts.scratch]).to.deep.equal([[], [], false]);
      expectRunning();
    });

  it('where the lab doesn’t start on it, what was before is put back', async () => {
    lab.wanted = 'v2';
    lab.broken.add('v2');
    const job = await restore();
    expect(job.state).to.equal('failed');
    expect(parts.now()).to.deep.equal(old);
    expect(parts.rows).to.deep.equal([]);
  });

  it('where it can’t be put back, what was before is kept, and remembered', async () => {
    parts.failing.add('swap:prod-db').add('putBack:prod-data');
    const job = await restore();
    expect(job.state).to.equal('failed');
    expect(parts.beside()).to.include('prod-data before: old');
    expect(parts.waiting(job.id)?.state).to.equal('unfinished');
  });

  it('that failed and could not be put back is never confirmed, so that the only good copy stays until it is undone', async () => {
    parts.failing.add('swap:prod-db').add('putBack:prod-data');
    const { id } = await restore();
    const params = { target: 'prod', restore: id };
    expect(caught(() => bench.runner.ask(request({ kind: 'confirm-restore', params }))).code).to.equal(
      'backup.half_restored',
    );
    parts.failing.clear();
    expect((await run('undo-restore', { restore: id })).state).to.equal('succeeded');
    expect(parts.now()).to.deep.equal(old);
    expectRunning();
  });

  it('that failed and whose undoing fails, too, is not put in place by halves', async () => {
    parts.failing.add('swap:prod-db').add('putBack:prod-data');
    const { id } = await restore();
    expect((await run('undo-restore', { restore: id })).state).to.equal('failed');
    expect(parts.now()['prod-db']).to.equal('old');
    expect(parts.beside()).to.include('prod-data before: old');
    expect(parts.waiting(id)?.state).to.equal('unfinished');
  });

  describe('of an environment that is disabled', () => {
    const disable = (): void => {
      lab.enabled = { newest: false, held: false };
      for (const service of ['prod-db', 'prod-glab']) rmSync(join(root.at('containers'), service));
    };

    it('is put in place, and back, with nothing to stop and nothing started', async () => {
      disable();
      const job = await run('restore', { target: 'lab', snapshot: 's1' });
      expect(job.state, job.error?.message).to.equal('succeeded');
      expect([parts.now(), Object.keys(lab.running())]).to.deep.equal([restored, ['front']]);
      const undone = await run('undo-restore', { restore: job.id });
      expect(undone.state, undone.error?.message).to.equal('succeeded');
      expect([parts.now(), Object.keys(lab.running())]).to.deep.equal([old, ['front']]);
    });

    it('is undone where that was disabled since', async () => {
      const { id } = await restore();
      disable();
      const job = await run('undo-restore', { restore: id });
      expect(job.state, job.error?.message).to.equal('succeeded');
      expect([parts.now(), Object.keys(lab.running())]).to.deep.equal([old, ['front']]);
    });

    it('lets go of what of it runs still', async () => {
      lab.enabled = { newest: false, held: false };
      const job = await run('restore', { target: 'lab', snapshot: 's1' });
      expect(job.state, job.error?.message).to.equal('succeeded');
      expect([parts.now(), Object.keys(lab.running())]).to.deep.equal([restored, ['front']]);
    });
  });

  it('dies before and after each of its steps, once each: it ends restored, with what was before aside', async () => {
    for (const place of await placesOf((failPoints) => restore(failPoints))) {
      anew();
      const points = dieOnceAt(place);
      const job = await restore(points);
      expect(points.died, place).to.equal(true);
      expect(job.state, `${place}: ${job.error?.message}`).to.equal('succeeded');
      expect(parts.now(), place).to.deep.equal(restored);
      expect(parts.beside(), place).to.have.members(['prod-data before: old', 'prod-db before: old']);
      expect(parts.scratch, place).to.equal(false);
      expectRunning(place);
    }
  });

  it('dies at each step of putting back, too, and never leaves less than there was', async () => {
    const failing = (): void => void parts.failing.add('swap:prod-db');
    failing();
    for (const place of await placesOf((failPoints) => restore(failPoints))) {
      anew();
      failing();
      const job = await restore(dieOnceAt(place));
      expect(job.state, place).to.equal('failed');
      expect(parts.now(), place).to.deep.equal(old);
      expect([parts.beside(), parts.rows], place).to.deep.equal([[], []]);
      expectRunning(place);
    }
  });

  describe('of what can be had, where a database can’t be made anew', () => {
    const lenient = (failPoints?: FailPoints) =>
      run('restore', { snapshot: 's1', lacking: true }, failPoints);
    const fails = (step: string, code: ErrorCode): void => {
      // Of a database that is left nobody has to let go.
      parts.isOpen = () => 'prod-glab' in lab.running();
      parts.failing.add(step);
      parts.codes.set(step, code);
    };
    const left = { 'prod-data': 'of s1', 'prod-db': 'old' };

    for (const [step, code] of [
      ['load:prod-db', 'backup.load_failed'],
      ['prove', 'backup.differs'],
      ['prove', 'backup.dump_failed'],
    ] as const)
      it(`by ${code}, leaves that as it is, restores the rest, and says so`, async () => {
        fails(step, code);
        const job = await lenient();
        expect(job.state, job.error?.message).to.equal('succeeded');
        expect(parts.now()).to.deep.equal(left);
        expect(parts.beside()).to.deep.equal(['prod-data before: old']);
        expect(parts.waiting(job.id)?.parts.map(({ name }) => name)).to.deep.equal(['prod-data']);
        expect(job.outcome).to.match(/^Prod but for the database prod-db is as the snapshot s1 has it\./);
        expect(job.outcome).to.contain(`left as it was before. ${step} does not work today. `);
        expectRunning();
      });

    it('fails for whatever else goes wrong, and leaves nothing behind', async () => {
      for (const step of ['load:prod-db', 'prove']) {
        anew();
        fails(step, 'docker.unreachable');
        expect((await lenient()).state, step).to.equal('failed');
        expect([parts.now(), parts.beside(), parts.scratch], step).to.deep.equal([old, [], false]);
      }
    });

    it('fails where nothing else is meant', async () => {
      parts.all.shift();
      fails('load:prod-db', 'backup.load_failed');
      const job = await lenient();
      expect([job.state, job.error?.code]).to.deep.equal(['failed', 'backup.not_good']);
      expect(job.error?.message).to.contain('load:prod-db does not work today.');
      expect([parts.now(), parts.beside(), parts.scratch]).to.deep.equal([old, [], false]);
    });

    it('dies before and after each of its steps, once each: it ends the same, with that database left', async () => {
      for (const step of ['load:prod-db', 'prove']) {
        const broken = (): void => {
          anew();
          fails(step, step === 'prove' ? 'backup.differs' : 'backup.load_failed');
        };
        broken();
        for (const place of await placesOf((failPoints) => lenient(failPoints))) {
          broken();
          const points = dieOnceAt(place);
          const job = await lenient(points);
          expect(points.died, place).to.equal(true);
          expect(job.state, `${place}: ${job.error?.message}`).to.equal('succeeded');
          expect(parts.now(), place).to.deep.equal(left);
          expect(parts.beside(), place).to.deep.equal(['prod-data before: old']);
          expect(job.outcome, place).to.contain('but for the database prod-db');
          expectRunning(place);
        }
      }
    });
  });

  describe('once it is there', () => {
    it('a confirmation deletes what was before, and nothing else', async () => {
      const { id } = await restore();
      const job = await run('confirm-restore', { restore: id });
      expect(job.state, job.error?.message).to.equal('succeeded');
      expect([parts.now(), parts.beside(), parts.rows]).to.deep.equal([restored, [], []]);
    });

    it('undoing puts back what was before, and deletes nothing of what was restored and written since', async () => {
      const { id } = await restore();
      const job = await run('undo-restore', { restore: id });
      expect(job.state, job.error?.message).to.equal('succeeded');
      expect(parts.now()).to.deep.equal(old);
      expect(parts.beside()).to.have.members(['prod-data made: of s1', 'prod-db made: of s1']);
      expect(parts.waiting(id)?.state).to.equal('undone');
      expectRunning();
    });

    it('what was restored and undone goes with a confirmation alone, and what is in place stays', async () => {
      const { id } = await restore();
      await run('undo-restore', { restore: id });
      const params = { target: 'prod', restore: id };
      expect(caught(() => bench.runner.ask(request({ kind: 'undo-restore', params }))).code).to.equal(
        'backup.no_such_restore',
      );
      const job = await run('confirm-restore', { restore: id });
      expect(job.state, job.error?.message).to.equal('succeeded');
      expect([parts.now(), parts.beside(), parts.rows]).to.deep.equal([old, [], []]);
    });

    it('the newest is undone first: another is refused, and told which one comes before it', async () => {
      const first = await restore();
      const second = await restore(undefined, 's2');
      const error = caught(() =>
        bench.runner.ask(request({ kind: 'undo-restore', params: { target: 'prod', restore: first.id } })),
      );
      expect(error.code).to.equal('backup.out_of_order');
      expect(error.message).to.contain(second.id);
      expect((await run('undo-restore', { restore: second.id })).state).to.equal('succeeded');
      expect(parts.now()).to.deep.equal(restored);
      expect((await run('undo-restore', { restore: first.id })).state).to.equal('succeeded');
      expect(parts.now()).to.deep.equal(old);
    });

    it('where undoing fails, what was restored is in place again, and what was before aside', async () => {
      const { id } = await restore();
      parts.failing.add('putBack:prod-db');
      const job = await run('undo-restore', { restore: id });
      expect(job.state).to.equal('failed');
      expect(parts.now()).to.deep.equal(restored);
      expect(parts.beside()).to.have.members(['prod-data before: old', 'prod-db before: old']);
      expect(parts.waiting(id)?.state).to.equal('restored');
      expectRunning();
    });

    it('one that is half undone is not confirmed', async () => {
      const { id } = await restore();
      parts.failing.add('putBack:prod-db').add('swap:prod-data');
      expect((await run('undo-restore', { restore: id })).state).to.equal('failed');
      const params = { target: 'prod', restore: id };
      expect(caught(() => bench.runner.ask(request({ kind: 'confirm-restore', params }))).code).to.equal(
        'backup.half_restored',
      );
    });

    for (const kind of ['undo-restore', 'confirm-restore'] as const)
      it(`${kind} dies before and after each of its steps, once each, and comes to the same end`, async () => {
        const first = await restore();
        for (const place of await placesOf((failPoints) => run(kind, { restore: first.id }, failPoints))) {
          anew();
          const { id } = await restore();
          const job = await run(kind, { restore: id }, dieOnceAt(place));
          expect(job.state, `${place}: ${job.error?.message}`).to.equal('succeeded');
          expect(parts.now(), place).to.deep.equal(kind === 'undo-restore' ? old : restored);
          expect([parts.beside(), parts.rows.map(({ state }) => state)], place).to.deep.equal(
            kind === 'undo-restore'
              ? [['prod-data made: of s1', 'prod-db made: of s1'], ['undone']]
              : [[], []],
          );
          expectRunning(place);
        }
      });

    it('one that doesn’t wait can be neither confirmed nor undone', async () => {
      await restore();
      for (const kind of ['undo-restore', 'confirm-restore'] as const) {
        const params = { target: 'prod', restore: 'another' };
        expect(caught(() => bench.runner.ask(request({ kind, params }))).code).to.equal(
          'backup.no_such_restore',
        );
      }
    });
  });
});
