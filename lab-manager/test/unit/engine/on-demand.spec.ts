import { expect } from 'chai';
import type { EnvironmentStatus } from '../../../src/core/model/environment-status.ts';
import type { Job } from '../../../src/core/model/job.ts';
import type { FailPoints } from '../../../src/core/ports.ts';
import { createLabFiles } from '../../../src/adapters/files/lab-files.ts';
import { eventually } from '../../support/eventually.ts';
import { useRunningLab } from '../../support/use-running-lab.ts';

const minute = 60_000;
const file = (prod: string, dev = 'enabled: false'): string =>
  `name: Lab\nenvironments:\n  prod:\n    ${prod}\n  dev:\n    ${dev}\ncodelab: { enabled: false }\n`;

describe('engine/on-demand', function () {
  this.timeout(30_000);
  const bench = useRunningLab();
  /** A clock that a test can put forward. */
  let ahead: number;
  /** By how much the wall clock alone is wrong. */
  let jumped: number;
  let work: { running: number; queued: number } | undefined;
  let points: FailPoints['reach'];
  /** Whenever a glab is asked. */
  let asked: (container: string) => void;

  async function start(prod: string, now: string, dev?: string): Promise<void> {
    ahead = Date.parse(now) - Date.now();
    const first = ahead;
    jumped = 0;
    work = { running: 0, queued: 0 };
    points = () => undefined;
    asked = () => undefined;
    const clock = {
      now: () => Date.now() + ahead + jumped,
      monotonic: () => performance.now() + (ahead - first),
    };
    const { home } = bench.root;
    // Certificates are dated by the same clock.
    const files = createLabFiles({
      home,
      edgeOwner: { uid: process.getuid!(), gid: process.getgid!() },
      clock,
      shipped: home,
    });
    const more = { clock, files, onDemandEveryMs: 20, failPoints: { reach: (name: string) => points(name) } };
    await bench.start(file(prod, dev), more, (_, container) => {
      asked(container);
      return {
        exitCode: work === undefined ? 1 : 0,
        stdout: JSON.stringify({ running_scenarios: work?.running, queued_scenarios: work?.queued }),
        stderr: '',
      };
    });
    // It has seen that the environment runs.
    await bench.settled();
  }

  const goTo = (now: string): void => void (ahead = Date.parse(now) - Date.now());
  const prod = (): EnvironmentStatus =>
    bench.running.lab.status().environments.find(({ name }) => name === 'prod')!;
  const state = (wanted: EnvironmentStatus['state']) =>
    eventually(() => prod().state === wanted && bench.store().journal.unfinished().length === 0, 10_000);
  const jobs = (): readonly Job[] => bench.store().journal.list({ limit: 9, before: undefined });
  const person = async (kind: 'install' | 'start' | 'stop', target = 'prod', actor = 'user-1') => {
    bench.running.runner.ask({
      kind,
      params: { target, waitForWork: 0 },
      requestedBy: { actor, via: 'cli', requestId: undefined },
      whenBusy: 'wait',
    });
    await bench.running.runner.idle();
  };

  describe('by the schedule', () => {
    const schedule = 'schedule: { start: "0 7 * * *", stop: "0 20 * * *" }';

    it('an environment stops and starts at its times, says why, and does each once', async () => {
      await start(schedule, '2026-11-20T19:58:00Z');
      expect(prod().sentence).to.equal('Running. It stops at 20:00 by the schedule.');
      goTo('2026-11-20T20:00:01Z');
      await state('stopped');
      expect(prod().sentence).to.equal(
        'Stopped since 20:00 by the schedule. It starts at Saturday 07:00 by the schedule.',
      );
      expect(prod().stopped).to.deep.include({ reason: 'schedule' });
      goTo('2026-11-21T07:00:05Z');
      await state('running');
      await bench.settled();
      expect(jobs().map(({ kind, requestedBy }) => `${kind} by ${requestedBy.actor}`)).to.deep.equal([
        'start by schedule',
        'stop by schedule',
        'apply by lab',
      ]);
    });

    it('what a person stopped the schedule doesn’t start, and what a person started it leaves until the next time', async () => {
      await start(schedule, '2026-11-20T19:58:00Z');
      await person('stop');
      goTo('2026-11-21T07:00:05Z');
      await bench.settled();
      expect(prod().state).to.equal('stopped');
      expect(prod().sentence).not.to.contain('starts');
      goTo('2026-11-21T20:00:05Z');
      await bench.settled();
      await person('start');
      await bench.settled();
      expect(prod().state).to.equal('running');
    });

    it('what the codelab stopped is its own to start: it is named, and the schedule leaves it', async () => {
      await start(schedule, '2026-11-20T19:58:00Z');
      await person('stop', 'prod-glab', 'dev-codelab');
      expect(prod().stopped).to.deep.include({ reason: 'codelab', by: 'the codelab' });
      const glab = bench.running.lab.status().services.find(({ name }) => name === 'prod-glab');
      expect(glab?.stopped).to.deep.equal(prod().stopped);
      expect(prod().sentence).to.match(
        /^prod-glab: stopped since .* by the codelab\. Other services of prod run\.$/,
      );
    });

    it('running work is waited for and told, what is queued is held back and kept', async () => {
      await start(schedule, '2026-11-20T19:58:00Z');
      work = { running: 1, queued: 2 };
      goTo('2026-11-20T20:00:01Z');
      await eventually(() => prod().sentence.includes('waiting'), 5000);
      expect(prod().sentence).to.equal(
        'Due to stop by the schedule, and waiting: 1 scenario is running in prod, 2 wait in its queue.',
      );
      expect(jobs()[0]?.kind, 'no job keeps the lab busy meanwhile').to.equal('apply');
      work = { running: 0, queued: 2 };
      await state('stopped');
      expect(prod()).to.include({ queued: 2 });
      expect(prod().sentence).to.contain('2 scenarios wait in its queue and run after the next start.');
    });

    it('a stop is of the whole environment, also where a person stopped its glab before', async () => {
      await start(schedule, '2026-11-20T19:58:00Z');
      await person('stop', 'prod-glab');
      goTo('2026-11-20T20:00:01Z');
      const database = () =>
        bench.running.lab.status().services.find(({ name }) => name === 'prod-db')?.state;
      await eventually(() => database() === 'stopped', 10_000);
      await bench.settled();
      expect(jobs().filter(({ requestedBy }) => requestedBy.actor === 'schedule')).to.have.length(1);
      expect(bench.store().wishes.stops().get('prod-glab')?.reason).to.equal('person');
    });

    it('a stop due while nobody can tell what runs waits, and says so', async () => {
      await start(schedule, '2026-11-20T19:58:00Z');
      work = undefined;
      goTo('2026-11-20T20:00:01Z');
      await eventually(() => prod().sentence.includes('waiting'), 5000);
      expect(prod().sentence).to.equal(
        'Due to stop by the schedule, and waiting: nobody can tell what runs in prod.',
      );
      work = { running: 0, queued: 0 };
      await state('stopped');
    });

    it('both environments stop at the same time, one after the other, and each once', async () => {
      await start(schedule, '2026-11-20T19:58:00Z', `enabled: true\n    ${schedule}`);
      goTo('2026-11-20T20:00:01Z');
      const states = () => bench.running.lab.status().environments.map((it) => it.state);
      await eventually(() => states().every((it) => it === 'stopped'), 10_000);
      await bench.settled();
      const stops = jobs().filter(({ kind }) => kind === 'stop');
      expect(stops.map(({ params }) => params.target).sort()).to.deep.equal(['dev', 'prod']);
    });

    it('one schedule that waits for work keeps the other environment’s from nothing', async () => {
      await start(schedule, '2026-11-20T19:58:00Z', `enabled: true\n    ${schedule}`);
      asked = (container) => (work = { running: container.endsWith('prod-glab') ? 1 : 0, queued: 0 });
      goTo('2026-11-20T20:00:01Z');
      const dev = () => bench.running.lab.status().environments.find(({ name }) => name === 'dev');
      await eventually(() => dev()?.state === 'stopped', 10_000);
      expect(prod().sentence).to.contain('1 scenario is running in prod');
    });

    it('a schedule that was applied while nobody looked makes up for nothing', async () => {
      await start(schedule, '2026-11-20T14:00:00Z');
      goTo('2026-11-20T16:00:00Z');
      await bench.restart(() => {
        const text = file('schedule: { stop: "0 15 * * *" }');
        const { labFiles } = bench.store();
        const { version } = labFiles.accept({ text, author: 'user-1', via: 'cli', acceptedAt: 1 });
        labFiles.setApplied(version, 1);
      });
      await bench.settled();
      expect(prod().state).to.equal('running');
      expect(jobs().map(({ kind }) => kind)).to.not.include('stop');
      goTo('2026-11-21T15:00:01Z');
      await state('stopped');
    });

    for (const [when, awayMeanwhile] of [
      ['right after a stop', false],
      ['right after a stop, before a restart of the manager', true],
    ] as const)
      it(`what a person starts ${when} runs on: that time is done`, async () => {
        await start(schedule, '2026-11-20T19:58:00Z');
        const begun: string[] = [];
        points = (name) => {
          if (name === 'job.begun') begun.push(name);
          // Before anybody looks at the environments again.
          if (name === 'job.ended' && begun.length === 1)
            bench.running.runner.ask({
              kind: 'start',
              params: { target: 'prod' },
              requestedBy: { actor: 'user-1', via: 'cli', requestId: undefined },
              whenBusy: 'wait',
            });
        };
        goTo('2026-11-20T20:00:01Z');
        await eventually(() => begun.length === 2, 5000);
        if (awayMeanwhile) await bench.restart();
        await state('running');
        await bench.settled();
        await state('running');
        expect(jobs().filter(({ kind }) => kind === 'stop')).to.have.length(1);
      });

    it('a time that came while the manager was away is made up for once', async () => {
      await start(schedule, '2026-11-20T19:58:00Z');
      await bench.restart(() => goTo('2026-11-20T20:30:00Z'));
      await state('stopped');
      expect(prod().stopped).to.deep.include({ reason: 'schedule' });
    });

    it('a stop that a person calls off after a restart of the manager is not asked for again', async () => {
      await start(schedule, '2026-11-20T19:58:00Z');
      let halted = false;
      points = (name) => {
        if (name === 'wish:prod-glab.after-done') halted = true;
        // It goes no further before the manager stops.
        if (halted) throw new Error('the power failed');
      };
      goTo('2026-11-20T20:00:01Z');
      await eventually(() => halted, 5000);
      await bench.restart(() => {
        points = () => undefined;
        bench.store().journal.requestCancel(jobs()[0]!.id);
      });
      await eventually(() => jobs()[0]?.state === 'cancelled', 5000);
      await state('running');
      await bench.settled();
      expect(jobs().filter(({ kind }) => kind === 'stop')).to.have.length(1);
    });

    it('a stop that a person calls off is not asked for again', async () => {
      await start(schedule, '2026-11-20T19:58:00Z');
      points = (name) => {
        if (name === 'wish:prod-glab.after-done') bench.running.runner.cancel(jobs()[0]!.id);
      };
      goTo('2026-11-20T20:00:01Z');
      await eventually(() => jobs()[0]?.state === 'cancelled', 5000);
      await bench.settled();
      await state('running');
      expect(jobs().filter(({ kind }) => kind === 'stop')).to.have.length(1);
    });
  });

  for (const verb of ['start', 'install'] as const)
    it(`${verb === 'start' ? 'a start' : 'an install'} of what needs a stopped service says so`, async () => {
      await start('enabled: true', '2026-11-20T19:58:00Z');
      await person('stop');
      await person(verb, 'prod-glab');
      expect(jobs()[0]?.error).to.include({ code: 'service.stopped' });
      expect(jobs()[0]?.error?.message).to.contain('it needs prod-db, which is stopped');
      await person(verb);
      expect(jobs()[0]).to.include({ state: 'succeeded' });
    });

  describe('when nobody is there', () => {
    const idle = 'idle: { stopAfter: 2h }';
    const later = (minutes: number): void => void (ahead += minutes * minute);

    it('an environment stops after the time, and says so', async () => {
      await start(idle, '2026-11-20T12:00:00Z');
      later(119);
      await bench.settled();
      expect(prod().state).to.equal('running');
      later(2);
      await state('stopped');
      expect(prod().sentence).to.equal('Stopped since 14:01: nobody was using it.');
      expect(jobs()[0]).to.deep.include({ kind: 'stop', state: 'succeeded' });
    });

    it('it doesn’t while somebody comes, while work runs or waits, or while nobody can say', async () => {
      await start(idle, '2026-11-20T12:00:00Z');
      later(119);
      bench.running.onActivity('prod');
      later(119);
      await bench.settled();
      for (const goesOn of [{ running: 1, queued: 0 }, { running: 0, queued: 1 }, undefined]) {
        work = goesOn;
        later(121);
        await bench.settled();
        expect(prod().state, JSON.stringify(goesOn)).to.equal('running');
      }
      work = { running: 0, queued: 0 };
      await bench.settled();
      expect(prod().state, 'the time begins when the work has ended').to.equal('running');
      later(121);
      await state('stopped');
    });

    it('somebody who comes while the environment is asked what goes on finds it running', async () => {
      await start(idle, '2026-11-20T12:00:00Z');
      asked = () => {
        bench.running.onActivity('prod');
      };
      later(121);
      await bench.settled();
      expect(prod().state).to.equal('running');
      expect(jobs().map(({ kind }) => kind)).to.deep.equal(['apply']);
    });

    it('an engine that was silent for a while is nobody who came', async () => {
      await start(idle, '2026-11-20T12:00:00Z');
      bench.engine.disconnect();
      await eventually(() => prod().state === 'unknown', 10_000);
      later(121);
      bench.engine.reconnect();
      await state('stopped');
    });

    it('a restart of the manager is nobody who came, and forgets nobody', async () => {
      await start(idle, '2026-11-20T12:00:00Z');
      bench.running.onActivity('prod');
      await bench.restart(() => later(119));
      await bench.settled();
      expect(prod().state).to.equal('running');
      later(2);
      await state('stopped');
    });

    it('one answer that is missing stops nothing, and puts it off by no more than the time', async () => {
      await start(idle, '2026-11-20T12:00:00Z');
      let missing = 1;
      asked = () => (work = missing-- > 0 ? undefined : { running: 0, queued: 0 });
      later(121);
      await bench.settled();
      expect(prod().state).to.equal('running');
      later(121);
      await state('stopped');
    });

    it('tests of a brick are somebody in dev, who comes past no gate', async () => {
      await start('enabled: true', '2026-11-20T12:00:00Z', `enabled: true\n    ${idle}`);
      const dev = () => bench.running.lab.status().environments.find(({ name }) => name === 'dev')?.state;
      await eventually(() => dev() === 'running', 10_000);
      await bench.settled();
      later(119);
      const test = bench.running.lab.testBrick('sample', new AbortController().signal);
      await test.catch(() => 'there is no codelab here');
      later(119);
      await bench.settled();
      expect(dev()).to.equal('running');
      later(2);
      await eventually(() => dev() === 'stopped', 10_000);
    });

    it('what a person starts anew is left alone for as long again', async () => {
      await start(idle, '2026-11-20T12:00:00Z');
      later(121);
      await state('stopped');
      await person('start');
      await state('running');
      await bench.settled();
      later(119);
      await bench.settled();
      expect(prod().state).to.equal('running');
      later(2);
      await state('stopped');
    });

    it('a clock that jumps stops nothing', async () => {
      await start(idle, '2026-11-20T12:00:00Z');
      jumped = 30 * 86_400_000;
      await bench.settled();
      expect(prod().state).to.equal('running');
    });

    for (const point of [
      'job.begun',
      'wish:prod-glab.after-done',
      'stopContainer:prod-glab.after-done',
      'stopContainer:prod-db.after-done',
    ]) {
      it(`somebody who comes at ${point} finds it running: the stop is called off`, async () => {
        await start(idle, '2026-11-20T12:00:00Z');
        let came = false;
        points = (name) => {
          if (came || name !== point) return;
          came = true;
          bench.running.onActivity('prod');
        };
        later(121);
        await eventually(() => came, 5000);
        await state('running');
        await bench.settled();
        const [job] = jobs();
        expect(job?.outcome).to.equal('Not stopped: somebody came.');
        expect([...bench.store().wishes.stopped()]).to.deep.equal([]);
        expect(prod().state).to.equal('running');
      });
    }

    it('a stop because nobody was there is itself nobody who came', async () => {
      await start(idle, '2026-11-20T12:00:00Z');
      const { lastActivityAt } = bench.store().environments.get('prod');
      later(121);
      await state('stopped');
      await bench.settled();
      expect(bench.store().environments.get('prod')).to.include({ lastActivityAt });
    });

    it('a stop that was called off is tried again after as long, not at once', async () => {
      await start(idle, '2026-11-20T12:00:00Z');
      points = (name) => {
        if (name === 'job.begun') work = { running: 1, queued: 0 };
        if (name === 'job.ended') work = { running: 0, queued: 0 };
      };
      later(121);
      await eventually(() => jobs()[0]?.outcome === 'Not stopped: somebody came.', 5000);
      await bench.settled();
      expect(jobs().filter(({ kind }) => kind === 'stop')).to.have.length(1);
      points = () => undefined;
      later(121);
      await state('stopped');
    });

    for (const [what, begun] of [
      ['began', { running: 1, queued: 0 }],
      ['may have begun', undefined],
    ] as const)
      it(`work that ${what} since the stop was asked for is not ended by it: the stop is called off`, async () => {
        await start(idle, '2026-11-20T12:00:00Z');
        points = (name) => {
          if (name === 'job.begun') work = begun;
        };
        later(121);
        await eventually(() => jobs()[0]?.outcome === 'Not stopped: somebody came.', 5000);
        await bench.settled();
        expect(prod().state).to.equal('running');
        expect([...bench.store().wishes.stopped()]).to.deep.equal([]);
      });
  });
});
