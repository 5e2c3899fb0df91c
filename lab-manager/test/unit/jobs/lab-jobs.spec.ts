import { expect } from 'chai';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Job, JobKind } from '../../../src/core/model/job.ts';
import type { Wishes } from '../../../src/core/ports.ts';
import { labJobs } from '../../../src/jobs/lab-jobs.ts';
import { caught } from '../../support/caught.ts';
import { realClock } from '../../support/real-clock.ts';
import { FolderLab } from './folder-lab.ts';
import { request } from './support.ts';
import { useRunner } from './use-runner.ts';

const all = { front: 'v1', 'prod-db': 'v1', 'prod-glab': 'v1' };
const names = (job: Job): string[] => job.steps.map((step) => step.name);

describe('jobs/lab-jobs', () => {
  const bench = useRunner();
  let lab: FolderLab;
  let wishes: Wishes;

  beforeEach(() => {
    const folder = join(bench.temp.directory, 'containers');
    mkdirSync(folder);
    // Looked up anew at each call: the store is opened again with the runner.
    wishes = new Proxy({} as Wishes, {
      get: (_, name: keyof Wishes) => bench.store.wishes[name].bind(bench.store.wishes),
    });
    lab = new FolderLab(folder, wishes);
    bench.restart(labJobs({ work: lab, wishes, clock: realClock })).resume();
  });

  async function done(kind: JobKind, target = 'lab'): Promise<Job> {
    const { id } = bench.runner.ask(request({ kind, params: { target } }));
    await bench.runner.idle();
    return bench.store.journal.get(id)!;
  }

  it('apply takes the newest lab file, then makes the lab what it says, and says how many operations that took', async () => {
    lab.newerLabFile = true;
    const job = await done('apply');
    expect(lab.running()).to.deep.equal(all);
    expect(names(job)[0]).to.equal('takeLabFile:2');
    expect(job.outcome).to.match(/^4 operations done in \d+\.\d s\.$/);
  });

  it('an apply with nothing to do says so', async () => {
    await done('apply');
    expect(await done('apply')).to.deep.include({
      steps: [],
      outcome: 'Nothing to do: the lab is as wished.',
    });
  });

  it('stop remembers the wish before anything is stopped, and healing does not bring it back', async () => {
    await done('apply');
    const job = await done('stop', 'prod');
    expect(names(job).map((name) => name.split(':')[0])).to.deep.equal([
      'wish',
      'wish',
      'stopContainer',
      'stopContainer',
    ]);
    await done('heal');
    expect(lab.running()).to.deep.equal({ front: 'v1' });
  });

  it('start takes the wish back and starts what it is about', async () => {
    await done('stop');
    const job = await done('start', 'prod-db');
    expect(names(job)).to.deep.equal(['wish:prod-db', 'startContainer:prod-db']);
    expect([...wishes.stopped()]).to.have.members(['prod-glab', 'front']);
  });

  it('starting what runs changes nothing', async () => {
    await done('apply');
    expect((await done('start')).steps).to.deep.equal([]);
  });

  it('restart stops what ran before, those started last first, and everything runs again', async () => {
    await done('apply');
    await new Promise((resolve) => setTimeout(resolve, 5));
    const job = await done('restart', 'prod');
    expect(names(job)).to.deep.equal([
      'stopContainer:prod-glab',
      'stopContainer:prod-db',
      'startContainer:prod-db',
      'startContainer:prod-glab',
    ]);
    expect(lab.running()).to.deep.equal(all);
  });

  it('heal brings back what was removed by hand', async () => {
    await done('apply');
    await lab
      .stopStep('front')
      .do({ progress: () => undefined, log: () => undefined }, AbortSignal.timeout(1000));
    expect(names(await done('heal'))).to.deep.equal(['startContainer:front']);
  });

  it('titles say what is asked for', () => {
    const title = (kind: JobKind, target: string): string =>
      bench.runner.ask(request({ kind, params: { target } })).title;
    expect(title('start', 'prod')).to.equal('Start prod-db and prod-glab');
    expect(title('stop', 'lab')).to.equal('Stop the lab');
    expect(title('restart', 'front')).to.equal('Restart front');
    expect(caught(() => title('start', 'prodd'))).to.include({ code: 'service.unknown' });
  });

  describe('when a new form does not prove itself', () => {
    beforeEach(async () => {
      await done('apply');
      lab.wanted = 'v2';
      lab.broken.add('v2');
    });

    it('the job fails, what failed is held back, and the previous form runs', async () => {
      const job = await done('apply');
      expect(job).to.deep.include({ state: 'failed' });
      expect(job.error?.code).to.equal('container.unhealthy');
      expect(lab.running()).to.deep.equal(all);
      expect(wishes.heldBack().size).to.be.greaterThan(0);
    });

    it('the lab does not try it again by itself, but when a person asks', async () => {
      for (let tries = 0; tries < 3; tries += 1) await done('heal');
      expect(await done('heal')).to.deep.include({ state: 'succeeded', steps: [] });
      lab.broken.clear();
      expect((await done('apply')).state).to.equal('succeeded');
      expect(lab.running()).to.deep.equal({ front: 'v2', 'prod-db': 'v2', 'prod-glab': 'v2' });
      expect(wishes.heldBack().size).to.equal(0);
    });

    it('a start asks again for what it is about only', async () => {
      for (let tries = 0; tries < 3; tries += 1) await done('heal');
      lab.broken.clear();
      await done('start', 'front');
      expect(lab.running()).to.deep.equal({ ...all, front: 'v2' });
    });
  });

  describe('when it is cancelled', () => {
    for (const [kind, stoppedBefore] of [
      ['stop', []],
      ['start', ['front', 'prod-db', 'prod-glab']],
    ] as const) {
      it(`a ${kind} leaves the wish as it was`, async () => {
        await done(kind === 'start' ? 'stop' : 'apply');
        await bench.runner.stop();
        let wishDuring = -1;
        const runner = bench.restart(labJobs({ work: lab, wishes, clock: realClock }), {
          failPoints: {
            // As a person would, in the middle of the work.
            reach: (name) => {
              if (!name.endsWith('Container:prod-db.before')) return;
              wishDuring = wishes.stopped().size;
              runner.cancel(id);
            },
          },
        });
        runner.resume();
        const { id } = runner.ask(request({ kind }));
        await runner.idle();
        expect(bench.store.journal.get(id)).to.deep.include({ state: 'cancelled' });
        expect(wishDuring).to.equal(3 - stoppedBefore.length);
        expect([...wishes.stopped()]).to.have.members(stoppedBefore);
      });
    }

    it('an apply gives back the lab file it took, so that nothing carries it out later', async () => {
      await done('apply');
      await bench.runner.stop();
      lab.newerLabFile = true;
      lab.wanted = 'v2';
      const runner = bench.restart(labJobs({ work: lab, wishes, clock: realClock }), {
        failPoints: {
          reach: (name) => {
            if (name === 'takeLabFile:2.after-done') runner.cancel(id);
          },
        },
      });
      runner.resume();
      const { id } = runner.ask(request({ kind: 'apply' }));
      await runner.idle();
      const job = bench.store.journal.get(id)!;
      expect(job.state).to.equal('cancelled');
      expect(lab.newerLabFile).to.equal(true);
      expect(job.steps.find(({ name }) => name === 'takeLabFile:2')?.state).to.equal('undone');
      expect(Object.values(lab.running())).to.not.include('v2');
    });
  });
});
