import { expect } from 'chai';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Job, JobKind } from '../../../src/core/model/job.ts';
import type { Wishes } from '../../../src/core/ports.ts';
import { labJobs } from '../../../src/jobs/lab-jobs.ts';
import { caught } from '../../support/caught.ts';
import { realClock } from '../../support/real-clock.ts';
import { FolderLab } from './folder-lab.ts';
import { noReset, request } from './support.ts';
import { useRunner, wishesOf } from './use-runner.ts';

const all = { front: 'v1', 'prod-db': 'v1', 'prod-glab': 'v1' };
const names = (job: Job): string[] => job.steps.map((step) => step.name);

describe('jobs/lab-jobs', () => {
  const bench = useRunner();
  let lab: FolderLab;
  let wishes: Wishes;

  beforeEach(() => {
    const folder = join(bench.temp.directory, 'containers');
    mkdirSync(folder);
    wishes = wishesOf(bench);
    lab = new FolderLab(folder, wishes);
    bench.restart(labJobs({ work: lab, reset: noReset, wishes, clock: realClock })).resume();
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

  it('starting an environment of which a person stopped or uninstalled a part starts that part alone', async () => {
    await done('apply');
    await done('stop', 'prod-glab');
    expect(names(await done('start', 'prod'))).to.deep.equal(['wish:prod-glab', 'startContainer:prod-glab']);
    await done('uninstall', 'prod-glab');
    const again = await done('start', 'prod');
    expect(names(again)[0]).to.equal('installed:prod-glab');
    expect(names(again).filter((name) => name.endsWith('prod-db'))).to.deep.equal([]);
    expect(lab.running()).to.deep.equal(all);
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

  it('a job’s log tells each step as it begins and as it is done', async () => {
    await done('apply');
    const { id, steps } = await done('stop', 'front');
    const said = bench.store.journal.log(id, 0, 99).map(({ line }) => line);
    expect(said).to.deep.equal(
      steps.flatMap(({ seq, sentence }) => [`Step ${seq} begins: ${sentence}.`, `Step ${seq} is done.`]),
    );
  });

  it('restart starts also what was stopped or uninstalled, as a stop and a start do', async () => {
    await done('apply');
    await done('stop', 'prod-glab');
    expect(names(await done('restart', 'prod-glab'))).to.deep.equal([
      'wish:prod-glab',
      'startContainer:prod-glab',
    ]);
    await done('uninstall', 'prod');
    await done('stop', 'front');
    await done('restart');
    expect(lab.running()).to.deep.equal(all);
    expect([[...wishes.stopped()], [...wishes.uninstalled()]]).to.deep.equal([[], []]);
  });

  it('uninstall stops before it takes away, and nothing but a person brings it back', async () => {
    await done('apply');
    const job = await done('uninstall', 'prod');
    expect(names(job).map((name) => name.split(':')[0])).to.deep.equal([
      ...['wish', 'wish', 'stopContainer', 'stopContainer'],
      ...['installed', 'installed'],
    ]);
    expect(job.outcome).to.contain('Its data is kept, and labctl install prod brings it back.');
    for (const kind of ['heal', 'apply'] as const) await done(kind);
    expect([...wishes.uninstalled()]).to.have.members(['prod-db', 'prod-glab']);
    expect(lab.running()).to.deep.equal({ front: 'v1' });
    expect((await done('uninstall', 'prod')).steps, 'asked again').to.deep.equal([]);
  });

  it('install and start bring back what was uninstalled, install of the lab with the newest lab file', async () => {
    await done('apply');
    await done('uninstall');
    lab.newerLabFile = true;
    expect(names(await done('install'))[0]).to.equal('takeLabFile:2');
    expect(lab.running()).to.deep.equal(all);
    await done('uninstall', 'front');
    await done('start', 'front');
    expect(lab.running()).to.deep.equal(all);
    expect([...wishes.uninstalled()]).to.deep.equal([]);
  });

  it('disable writes it into the lab file, carries it out, and enable takes it back', async () => {
    await done('apply');
    const job = await done('disable', 'prod');
    expect(names(job)).to.deep.equal([
      ...['stopContainer:prod-glab', 'stopContainer:prod-db'],
      ...['setEnabled:prod:false', 'takeLabFile:2'],
    ]);
    expect(job.outcome).to.contain('The data of prod is kept.');
    expect(lab.running()).to.deep.equal({ front: 'v1' });
    expect((await done('disable', 'prod')).steps, 'asked again').to.deep.equal([]);
    await done('enable', 'prod');
    expect(lab.running()).to.deep.equal(all);
  });

  for (const before of ['stop', 'uninstall'] as const)
    it(`enable starts the environment also where a ${before} came before it was disabled`, async () => {
      await done('apply');
      await done(before, 'prod');
      await done('disable', 'prod');
      expect((await done('enable', 'prod')).state).to.equal('succeeded');
      expect(lab.running()).to.deep.equal(all);
      expect([...wishes.stopped(), ...wishes.uninstalled()]).to.deep.equal([]);
    });

  it('a cancelled enable leaves stopped what was stopped before it was disabled', async () => {
    await done('apply');
    await done('stop', 'prod');
    await done('disable', 'prod');
    const was = [...wishes.stops()];
    await bench.runner.stop();
    const runner = bench.restart(labJobs({ work: lab, reset: noReset, wishes, clock: realClock }), {
      failPoints: { reach: (name) => void (name === 'wish:prod-glab.after-done' && runner.cancel(id)) },
    });
    runner.resume();
    const { id } = runner.ask(request({ kind: 'enable', params: { target: 'prod' } }));
    await runner.idle();
    expect(bench.store.journal.get(id)).to.deep.include({ state: 'cancelled' });
    expect([...wishes.stops()]).to.deep.equal(was);
    expect(lab.enabled).to.deep.equal({ newest: false, held: false });
  });

  it('what the schedule or idleness stopped is a person’s stop once a person asks for it, too', async () => {
    await done('apply');
    const { id } = bench.runner.ask(request({ kind: 'stop', params: { target: 'prod', reason: 'idle' } }));
    await bench.runner.idle();
    expect(bench.store.journal.get(id)?.state).to.equal('succeeded');
    expect(wishes.stops().get('prod-glab')).to.include({ reason: 'idle', actor: 'user-1' });
    const again = await done('stop', 'prod');
    expect(names(again)).to.deep.equal(['keep:prod-db', 'keep:prod-glab']);
    expect(wishes.stops().get('prod-glab')).to.include({ reason: 'person' });
  });

  it('a start by somebody who may not run jobs leaves what a person stopped or uninstalled', async () => {
    await done('apply');
    await done('uninstall', 'prod-db');
    await done('stop', 'front');
    const { id } = bench.runner.ask(
      request({ kind: 'stop', params: { target: 'prod-glab', reason: 'idle' } }),
    );
    await bench.runner.idle();
    expect(bench.store.journal.get(id)?.state).to.equal('succeeded');
    bench.runner.ask(request({ kind: 'start', params: { target: 'lab', sparesPersons: true } }));
    await bench.runner.idle();
    expect([...wishes.uninstalled()]).to.deep.equal(['prod-db']);
    expect([...wishes.stopped()]).to.deep.equal(['front', 'prod-db']);
  });

  it('heal brings back what was removed by hand', async () => {
    await done('apply');
    await lab
      .stopStep(undefined, 'front')
      .do({ progress: () => undefined, log: () => undefined }, AbortSignal.timeout(1000));
    expect(names(await done('heal'))).to.deep.equal(['startContainer:front']);
  });

  it('titles say what is asked for', () => {
    const title = (kind: JobKind, target: string): string =>
      bench.runner.ask(request({ kind, params: { target } })).title;
    expect(title('start', 'prod')).to.equal('Start prod');
    expect(title('stop', 'lab')).to.equal('Stop the lab');
    expect(title('restart', 'front')).to.equal('Restart front');
    expect(title('install', 'prod-db')).to.equal('Install prod-db');
    expect(title('uninstall', 'lab')).to.equal('Uninstall the lab');
    expect(title('disable', 'prod')).to.equal('Disable prod');
    for (const kind of ['start', 'stop', 'restart', 'install', 'uninstall'] as const)
      expect(caught(() => title(kind, 'prodd'))).to.include({ code: 'service.unknown' });
    expect(caught(() => title('enable', 'prod-db'))).to.include({ code: 'environment.unknown' });
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

    for (const kind of ['start', 'restart'] as const)
      it(`a ${kind} asks again for what it is about only`, async () => {
        for (let tries = 0; tries < 3; tries += 1) await done('heal');
        lab.broken.clear();
        await done(kind, 'front');
        expect(lab.running()).to.deep.equal({ ...all, front: 'v2' });
      });

    it('a restart of what fails again has the previous form run, which is held to as before', async () => {
      for (let tries = 0; tries < 3; tries += 1) await done('heal');
      const job = await done('restart', 'front');
      expect([job.state, job.error?.code]).to.deep.equal(['failed', 'container.unhealthy']);
      expect(lab.running()).to.deep.equal(all);
      expect(wishes.heldBack().get('front')).to.equal('v2');
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
        const runner = bench.restart(labJobs({ work: lab, reset: noReset, wishes, clock: realClock }), {
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

    const cancelledAt = async (point: string, kind: JobKind, target: string) => {
      await bench.runner.stop();
      const runner = bench.restart(labJobs({ work: lab, reset: noReset, wishes, clock: realClock }), {
        failPoints: { reach: (name) => void (name === point && runner.cancel(id)) },
      });
      runner.resume();
      const { id } = runner.ask(request({ kind, params: { target } }));
      await runner.idle();
      const job = bench.store.journal.get(id)!;
      expect(job.state).to.equal('cancelled');
      return job;
    };

    it('a stop leaves what the schedule stopped to the schedule', async () => {
      await done('apply');
      bench.runner.ask(request({ kind: 'stop', params: { target: 'prod-glab', reason: 'schedule' } }));
      await bench.runner.idle();
      const before = [...wishes.stops()];
      const job = await cancelledAt('keep:prod-glab.after-done', 'stop', 'prod');
      expect([...wishes.stops()]).to.deep.equal(before);
      expect(job.steps.find(({ name }) => name === 'keep:prod-glab')?.state).to.equal('undone');
    });

    it('a stop leaves at rest what nobody had asked for', async () => {
      lab.resting.add('front');
      await done('apply');
      await cancelledAt('wish:front.after-done', 'stop', 'lab');
      expect([wishes.stopped().has('front'), wishes.started().has('front')]).to.deep.equal([false, false]);
    });

    it('a start of what a person stopped leaves it that person’s stop, since then', async () => {
      await done('stop', 'prod');
      const before = [...wishes.stops()];
      await cancelledAt('wish:prod-glab.after-done', 'start', 'prod');
      expect([...wishes.stops()]).to.deep.equal(before);
    });

    it('what rests until somebody asks for it rests again after a start, and runs on after an idle stop', async () => {
      lab.resting.add('front');
      await bench.runner.stop();
      const wish = () => [wishes.stopped().has('front'), wishes.started().has('front')];
      for (const kind of ['start', 'stop'] as const) {
        const before = wish();
        const runner = bench.restart(labJobs({ work: lab, reset: noReset, wishes, clock: realClock }), {
          failPoints: { reach: (name) => void (name === 'wish:front.after-done' && runner.cancel(id)) },
        });
        runner.resume();
        const params = { target: 'front', ...(kind === 'stop' ? { reason: 'idle' as const } : {}) };
        const { id } = runner.ask(request({ kind, params }));
        await runner.idle();
        expect(bench.store.journal.get(id)).to.deep.include({ state: 'cancelled' });
        expect(wish(), kind).to.deep.equal(before);
        await runner.stop();
        wishes.setStopped(['front'], false, 1);
      }
    });

    for (const [kind, before] of [
      ['uninstall', 'apply'],
      ['install', 'uninstall'],
      ['disable', 'apply'],
      ['enable', 'disable'],
    ] as const) {
      it(`of ${kind} everything is as before`, async () => {
        await done('apply');
        if (before !== 'apply') await done(before, 'prod');
        const was = { running: lab.running(), stopped: [...wishes.stops()], gone: [...wishes.uninstalled()] };
        await bench.runner.stop();
        let cancelled = false;
        const runner = bench.restart(labJobs({ work: lab, reset: noReset, wishes, clock: realClock }), {
          failPoints: {
            reach: (name) => {
              const late = kind === 'uninstall' ? 'installed:prod-glab' : 'Container:prod-db';
              if (cancelled || !name.endsWith(`${late}.before`)) return;
              cancelled = true;
              runner.cancel(id);
            },
          },
        });
        runner.resume();
        const { id } = runner.ask(request({ kind, params: { target: 'prod' } }));
        await runner.idle();
        expect(bench.store.journal.get(id)).to.deep.include({ state: 'cancelled' });
        await done('heal');
        const is = { running: lab.running(), stopped: [...wishes.stops()], gone: [...wishes.uninstalled()] };
        expect(is).to.deep.equal(was);
        expect(lab.enabled.newest).to.equal(kind !== 'enable');
      });
    }

    it('an apply gives back the lab file it took, so that nothing carries it out later', async () => {
      await done('apply');
      await bench.runner.stop();
      lab.newerLabFile = true;
      lab.wanted = 'v2';
      const runner = bench.restart(labJobs({ work: lab, reset: noReset, wishes, clock: realClock }), {
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
