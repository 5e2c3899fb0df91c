import { containerName } from '../../../src/core/names.ts';
import { someFacts } from '../../support/builders/a-lab-file.ts';
import { mkdir, writeFile } from 'node:fs/promises';
import { expect } from 'chai';
import { useRunningLab } from '../../support/use-running-lab.ts';
import { eventually } from '../../support/eventually.ts';
import { JobAges } from '../../../src/engine/job-ages.ts';
import { waitForWork } from '../../../src/engine/wait-for-work.ts';
import { realClock } from '../../support/real-clock.ts';
import { stepAct } from '../../../src/core/step-names.ts';
import { acting } from '../../../src/jobs/acting.ts';
import type { FailPoints } from '../../../src/core/ports.ts';
import type { Job, JobKind, JobParams, JobStep } from '../../../src/core/model/job.ts';

/** What glab says of its work, and what it was asked. */
interface Glab {
  /** Also what happens when it is asked. */
  running: number | (() => number);
  queued: number;
  asked: string[];
  answers: boolean;
}

describe('engine/wait-for-work', function () {
  this.timeout(20_000);
  const bench = useRunningLab();
  let glab: Glab;
  /** By how much either clock was put forward. */
  let ahead: { now: number; monotonic: number };
  let points: FailPoints['reach'];
  const clock = {
    now: () => Date.now() + ahead.now,
    monotonic: () => performance.now() + ahead.monotonic,
  };

  beforeEach(async () => {
    glab = { running: 2, queued: 3, asked: [], answers: true };
    ahead = { now: 0, monotonic: 0 };
    points = () => undefined;
    const more = {
      clock,
      failPoints: { reach: (name: string) => points(name) },
      waitEveryMs: 50,
      timing: { settleMs: 20, deferredMs: 50 },
    };
    await bench.start('name: Lab\n', more, (argv) => {
      glab.asked.push(argv.slice(1).join(' '));
      if (!glab.answers) return { exitCode: 1, stdout: '{"ready": false}', stderr: '' };
      const { queued } = glab;
      const running = typeof glab.running === 'number' ? glab.running : glab.running();
      const stdout = JSON.stringify({ running_scenarios: running, queued_scenarios: queued });
      return { exitCode: 0, stdout, stderr: '' };
    });
  });

  const ask = (kind: JobKind, params: JobParams): Job =>
    bench.running.runner.ask({
      kind,
      params,
      requestedBy: { actor: 'user-1', via: 'cli', requestId: undefined },
      whenBusy: 'refuse',
    });
  /** Asked after this, and answered before it was asked once more. */
  const askedAgain = async () => {
    const { length } = glab.asked;
    await eventually(() => glab.asked.length >= length + 3, 10_000);
  };
  const container = (service: string): string => containerName(someFacts({}).labId, service);
  const job = (id: string): Job => bench.store().journal.get(id)!;
  const glabRuns = (): boolean =>
    bench.running.lab.status().services.find(({ name }) => name === 'prod-glab')?.state === 'running';

  for (const kind of ['stop', 'restart', 'disable', 'uninstall'] as const) {
    it(`${kind}: while work runs and nobody said what to do with it, nothing is stopped`, async () => {
      const { id } = ask(kind, { target: 'prod' });
      await bench.running.runner.idle();
      expect(job(id).error?.code).to.equal('work.running');
      expect(job(id).error?.message).to.contain('2 scenarios are running in prod, 3 wait in its queue');
      expect(glabRuns()).to.equal(true);
      expect([...bench.store().wishes.stopped()]).to.deep.equal([]);
    });
  }

  it('waits for what runs, lets nothing queued begin, says so, and remembers the queue', async () => {
    const { id } = ask('stop', { target: 'prod', waitForWork: 60 });
    await eventually(() => job(id).steps[0]?.detail !== undefined, 5000);
    expect(job(id).steps[0]).to.include({ name: 'waitForWork:prod', state: 'intent' });
    expect(job(id).steps[0]?.detail).to.match(/^2 scenarios are running .* waiting at most 1 minute more$/);
    expect(glab.asked).to.include('hold 60');
    glab.running = 0;
    await bench.running.runner.idle();
    expect(job(id).state).to.equal('succeeded');
    expect(glabRuns()).to.equal(false);
    expect(bench.store().environments.get('prod').queued).to.equal(3);
  });

  it('a cancelled wait leaves all as it was and lets the queue go on', async () => {
    const { id } = ask('stop', { target: 'lab', waitForWork: 60 });
    await eventually(() => job(id).steps[0]?.state === 'intent', 5000);
    bench.running.runner.cancel(id);
    await bench.running.runner.idle();
    expect(job(id).state).to.equal('cancelled');
    expect(glab.asked.at(-1)).to.equal('hold 0');
    expect([...bench.store().wishes.stopped()]).to.deep.equal([]);
  });

  it('when the time is over it stops nothing and says what still runs', async () => {
    const { id } = ask('uninstall', { target: 'prod-db', waitForWork: 1 });
    await bench.running.runner.idle();
    expect(job(id).error?.code).to.equal('work.running');
    expect(job(id).error?.message).to.contain('after the time to wait');
    expect(glabRuns()).to.equal(true);
  });

  it('told not to wait, it stops at once and remembers the queue', async () => {
    const { id } = ask('stop', { target: 'prod', waitForWork: 0 });
    await bench.running.runner.idle();
    expect(job(id).state).to.equal('succeeded');
    expect(bench.store().environments.get('prod').queued).to.equal(3);
  });

  it('while nobody can tell, nothing is stopped unless a person says so', async () => {
    glab.answers = false;
    const { id } = ask('stop', { target: 'prod' });
    await bench.running.runner.idle();
    expect(job(id).error).to.include({ code: 'work.unknown' });
    expect(job(id).error?.message).to.contain('nobody can tell whether work runs in prod');
    expect(job(id).error?.hint).to.contain('--now');
    expect(glabRuns()).to.equal(true);
    const now = ask('stop', { target: 'prod', waitForWork: 0 });
    await bench.running.runner.idle();
    expect(job(now.id).state).to.equal('succeeded');
  });

  it('a wait goes on through answers that are missing, and gives up after two minutes of silence', async () => {
    glab.answers = false;
    const { id } = ask('stop', { target: 'prod', waitForWork: 3600 });
    await eventually(() => job(id).steps[0]?.detail !== undefined, 5000);
    expect(job(id).steps[0]?.detail).to.contain('nobody can tell what runs in prod');
    ahead.monotonic = 110_000;
    await askedAgain();
    expect(job(id).state).to.equal('running');
    ahead.monotonic = 130_000;
    await bench.running.runner.idle();
    expect(job(id).error?.code).to.equal('work.unknown');
    expect(glabRuns()).to.equal(true);
  });

  it('a glab that doesn’t run is waited for no longer', async () => {
    await bench.engine.stopContainer(container('prod-glab'), 1);
    const { id } = ask('stop', { target: 'prod' });
    await bench.running.runner.idle();
    expect(job(id).state).to.equal('succeeded');
  });

  it('a wall clock that jumps neither ends a wait nor draws it out', async () => {
    const { id } = ask('stop', { target: 'prod', waitForWork: 60 });
    await eventually(() => job(id).steps[0]?.detail !== undefined, 5000);
    ahead.now = 86_400_000;
    await askedAgain();
    expect(job(id).state).to.equal('running');
    ahead = { now: -86_400_000, monotonic: 61_000 };
    await bench.running.runner.idle();
    expect(job(id).error?.message).to.contain('after the time to wait');
  });

  it('work that began after the wait is waited for as well, right before glab stops', async () => {
    glab.running = 0;
    points = (name) => {
      if (name === 'wish:prod-glab.after-done') glab.running = 1;
    };
    const { id } = ask('stop', { target: 'prod', waitForWork: 60 });
    const stop = () => job(id).steps.find(({ name }) => name === 'stopContainer:prod-glab');
    await eventually(() => stop()?.detail?.startsWith('1 scenario is running in prod') === true, 5000);
    expect(stop()?.state).to.equal('intent');
    glab.running = 0;
    await bench.running.runner.idle();
    expect(job(id).state).to.equal('succeeded');
    expect(glabRuns()).to.equal(false);
  });

  describe('what would replace a running glab', () => {
    const drift = () =>
      writeFile(bench.root.at('lab.yaml'), 'name: Lab\nenvironments:\n  prod:\n    variables: { A: "1" }\n');
    const replaced = () =>
      jobs()
        .flatMap(({ steps }) => steps.map(({ name }) => name))
        .includes('renameContainer:prod-glab');
    const jobs = () =>
      bench
        .store()
        .journal.list({ limit: 20, before: undefined })
        .map(({ id }) => job(id));

    it('apply: while work runs nothing is replaced, and the lab file is not taken', async () => {
      await drift();
      const { id } = ask('apply', { target: 'lab' });
      await bench.running.runner.idle();
      expect(job(id).error?.code).to.equal('work.running');
      expect(job(id).steps).to.deep.equal([]);
      expect(bench.running.lab.heldTo().version.version).to.equal(1);
    });

    it('apply: told to wait it does, told not to it ends the work', async () => {
      await drift();
      const { id } = ask('apply', { target: 'lab', waitForWork: 60 });
      await eventually(() => job(id).steps[0]?.detail !== undefined, 5000);
      expect(job(id).steps[0]?.name).to.equal('waitForWork:prod');
      bench.running.runner.cancel(id);
      await bench.running.runner.idle();
      ask('apply', { target: 'lab', waitForWork: 0 });
      await bench.running.runner.idle();
      expect(replaced()).to.equal(true);
    });

    it('healing waits for work to end, says so, and does then what is to be done', async () => {
      await drift();
      await bench.running.lab.plan();
      bench.store().labFiles.setApplied(2, clock.now());
      const prod = () => bench.running.lab.status().environments.find(({ name }) => name === 'prod')!;
      await eventually(
        () => prod().sentence.startsWith('Changes wait for its work to end: 2 scenarios'),
        5000,
      );
      await askedAgain();
      expect(replaced()).to.equal(false);
      expect(jobs().filter(({ kind }) => kind === 'heal')).to.deep.equal([]);
      glab.running = 0;
      await eventually(replaced, 5000);
      await bench.running.runner.idle();
      await eventually(() => prod().sentence === 'Running.', 5000);
    });

    it('starting something else leaves it as it is', async () => {
      await drift();
      await bench.running.lab.plan();
      bench.store().labFiles.setApplied(2, clock.now());
      ask('start', { target: 'front' });
      await bench.running.runner.idle();
      expect(replaced()).to.equal(false);
    });
  });

  it('disabling what is disabled is done at once, whatever runs elsewhere', async () => {
    const { id } = ask('disable', { target: 'dev' });
    await bench.running.runner.idle();
    expect([job(id).state, job(id).steps]).to.deep.equal(['succeeded', []]);
  });

  it('what no work runs in is stopped without a question', async () => {
    const { id } = ask('stop', { target: 'front' });
    await bench.running.runner.idle();
    expect(job(id).state).to.equal('succeeded');
  });
});

describe('engine/wait-for-work in the codelab', function () {
  this.timeout(20_000);
  const bench = useRunningLab();
  let tests: number;
  let programs: number;

  beforeEach(async () => {
    tests = 1;
    programs = 0;
    const more = { waitEveryMs: 50, timing: { settleMs: 20, deferredMs: 50 } };
    await bench.start('name: Lab\nenvironments: { dev: { enabled: true } }\n', more, (argv) => {
      const glab = { running_scenarios: 0, queued_scenarios: 0 };
      const codelab = { unused_seconds: 0, running: { cells: 0, tests, programs } };
      const stdout = JSON.stringify(argv[0] === 'codelab-unused' ? codelab : glab);
      return { exitCode: 0, stdout, stderr: '' };
    });
  });

  it('of a program in a terminal a person is told before it ends; who waits for work does not wait for it', async () => {
    [tests, programs] = [0, 1];
    const words = '1 program in a terminal is going on in the codelab';
    await expectRejection(bench.running.lab.assertNoWork('dev-codelab'), words);
    expect((await bench.askAndWait('stop', { target: 'dev-codelab' })).error?.message).to.equal(
      `Nothing was stopped: ${words}.`,
    );
    expect((await bench.askAndWait('stop', { target: 'dev-glab' })).state).to.equal('succeeded');
    expect((await bench.askAndWait('stop', { target: 'dev-codelab', waitForWork: 60 })).state).to.equal(
      'succeeded',
    );
  });

  it('the schedule is kept from nothing by a program that was left open in a terminal', async () => {
    [tests, programs] = [0, 1];
    const requestedBy = { actor: 'schedule', via: 'lab', requestId: undefined } as const;
    const params = { target: 'dev', reason: 'schedule' } as const;
    const { id } = bench.running.runner.ask({ kind: 'stop', params, requestedBy, whenBusy: 'refuse' });
    await bench.running.runner.idle();
    expect(bench.store().journal.get(id)?.state).to.equal('succeeded');
  });

  for (const [kind, target] of [
    ['stop', 'dev-codelab'],
    ['stop', 'dev'],
    ['stop', 'lab'],
    ['restart', 'dev-codelab'],
    ['uninstall', 'dev'],
    ['disable', 'dev'],
  ] as const)
    it(`${kind} ${target}: while tests of a brick run there, nothing is stopped before a person says so`, async () => {
      const words = '1 run of a brick’s tests is going on in the codelab';
      await expectRejection(bench.running.lab.assertNoWork(target), words);
      const refused = await bench.askAndWait(kind, { target });
      expect([refused.error?.code, refused.error?.message]).to.deep.equal([
        'work.running',
        `Nothing was stopped: ${words}.`,
      ]);
      expect([...bench.store().wishes.stopped()]).to.deep.equal([]);
      expect((await bench.askAndWait(kind, { target, waitForWork: 0 })).state).to.equal('succeeded');
    });

  it('told to wait, the codelab is stopped once they have ended', async () => {
    const done = bench.askAndWait('stop', { target: 'dev-codelab', waitForWork: 60 });
    const waiting = () => bench.store().journal.unfinished()[0]?.steps[0];
    await eventually(() => waiting()?.detail?.startsWith('1 run of a brick’s tests') === true, 5000);
    tests = 0;
    expect((await done).state).to.equal('succeeded');
  });

  describe('what would replace it', () => {
    const words = '1 run of a brick’s tests is going on in the codelab';
    const drift = async () => {
      const text =
        'name: Lab\nenvironments: { dev: { enabled: true } }\ncodelab: { resources: { memory: 5 GiB } }\n';
      await writeFile(bench.root.at('lab.yaml'), text);
      await bench.running.lab.plan();
    };
    const replaced = () =>
      bench.engine.changes.includes(`stopContainer ${containerName(someFacts({}).labId, 'dev-codelab')}`);

    for (const kind of ['apply', 'install'] as const)
      it(`${kind}: while tests of a brick run there, nothing is replaced before a person says so`, async () => {
        await drift();
        await expectRejection(bench.running.lab.assertApplyEndsNoWork(), words);
        const { error, steps } = await bench.askAndWait(kind, { target: 'lab' });
        expect([error?.code, error?.message]).to.deep.equal([
          'work.running',
          `Nothing was stopped: ${words}.`,
        ]);
        expect(steps).to.deep.equal([]);
        expect(bench.running.lab.heldTo().version.version).to.equal(1);
        expect(replaced()).to.equal(false);
        expect((await bench.askAndWait(kind, { target: 'lab', waitForWork: 0 })).state).to.equal('succeeded');
        expect(replaced()).to.equal(true);
      });

    it('apply: told to wait, it replaces the codelab once they have ended', async () => {
      await drift();
      const done = bench.askAndWait('apply', { target: 'lab', waitForWork: 60 });
      const waiting = () => bench.store().journal.unfinished()[0]?.steps[0];
      await eventually(() => waiting()?.detail?.startsWith(words) === true, 5000);
      expect([waiting()?.name, replaced()]).to.deep.equal(['waitForWork:dev-codelab', false]);
      tests = 0;
      expect((await done).state).to.equal('succeeded');
      expect(replaced()).to.equal(true);
    });

    it('healing waits for them to end, and says so', async () => {
      await drift();
      bench.store().labFiles.setApplied(2, Date.now());
      const dev = () => bench.running.lab.status().environments.find(({ name }) => name === 'dev')?.sentence;
      await eventually(() => dev() === `Changes wait for its work to end: ${words}.`, 5000);
      expect(replaced()).to.equal(false);
      tests = 0;
      await eventually(replaced, 5000);
    });
  });

  it('what leaves the codelab alone asks nothing of it', async () => {
    expect((await bench.askAndWait('stop', { target: 'dev-glab' })).state).to.equal('succeeded');
  });

  it('a reset asks of it only where it empties the codelab’s files, too', async () => {
    const words = '1 run of a brick’s tests is going on in the codelab';
    await expectRejection(bench.running.lab.assertResetEndsNoWork(true), words);
    expect((await bench.askAndWait('reset', { target: 'dev', withCodelab: true })).error?.code).to.equal(
      'work.running',
    );
    await bench.running.lab.assertResetEndsNoWork(false);
    const { state, outcome } = await bench.askAndWait('reset', { target: 'dev' });
    expect(state, outcome).to.equal('succeeded');
    expect(bench.engine.changes).not.to.include(
      `stopContainer ${containerName(someFacts({}).labId, 'dev-codelab')}`,
    );
  });
});

async function expectRejection(asked: Promise<void>, words: string): Promise<void> {
  const error: unknown = await asked.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(String(error)).to.contain(words);
}

describe('engine/wait-for-work by services that work needs', function () {
  this.timeout(20_000);
  const bench = useRunningLab();
  const database = 'dev-db-sample-notes';
  let [scenarios, tests] = [0, 0];

  const declare = async (memory: string) => {
    const folder = bench.root.at('environments/dev/bricks/sample');
    await mkdir(`${folder}/src`, { recursive: true });
    const services = [
      { name: 'notes', kind: 'database', memory },
      { name: 'page', kind: 'app', command: ['python', '-m', 'sample.page'] },
    ];
    await writeFile(`${folder}/settings.json`, JSON.stringify({ services }));
  };

  beforeEach(async () => {
    [scenarios, tests] = [0, 0];
    await declare('512 MiB');
    const more = { waitEveryMs: 50, timing: { settleMs: 20, everyMs: 100, deferredMs: 50 } };
    await bench.start('name: Lab\nenvironments: { dev: { enabled: true } }\n', more, (argv) => {
      const glab = { running_scenarios: scenarios, queued_scenarios: 0 };
      const codelab = { unused_seconds: 0, running: { cells: 0, tests } };
      const stdout = JSON.stringify(argv[0] === 'codelab-unused' ? codelab : glab);
      return { exitCode: 0, stdout, stderr: '' };
    });
    await eventually(() => runs(database) && bench.store().journal.unfinished().length === 0, 5000);
  });

  const runs = (service: string): boolean =>
    bench.running.lab.status().services.find(({ name }) => name === service)?.state === 'running';
  const stops = (service: string): number =>
    bench.engine.changes.filter((it) => it === `stopContainer ${containerName(someFacts({}).labId, service)}`)
      .length;
  for (const kind of ['stop', 'restart', 'uninstall'] as const)
    for (const [target, begin, words] of [
      [database, () => (scenarios = 1), '1 scenario is running in dev'],
      [database, () => (tests = 1), '1 run of a brick’s tests is going on in the codelab'],
      ['dev-testdb', () => (tests = 1), '1 run of a brick’s tests is going on in the codelab'],
    ] as const)
      it(`${kind} ${target}: while ${words}, it is left before a person says so`, async () => {
        begin();
        await expectRejection(bench.running.lab.assertNoWork(target), words);
        const refused = await bench.askAndWait(kind, { target });
        expect([refused.error?.code, refused.error?.message]).to.deep.equal([
          'work.running',
          `Nothing was stopped: ${words}.`,
        ]);
        expect([runs(target), stops(target)]).to.deep.equal([true, 0]);
        expect((await bench.askAndWait(kind, { target, waitForWork: 0 })).state).to.equal('succeeded');
        expect(stops(target)).to.equal(1);
      });

  it('told to wait, it stops a database once what needs it has ended', async () => {
    scenarios = 1;
    const done = bench.askAndWait('restart', { target: database, waitForWork: 60 });
    const waiting = () => bench.store().journal.unfinished()[0]?.steps[0];
    await eventually(() => waiting()?.detail?.startsWith('1 scenario is running in dev') === true, 5000);
    expect([waiting()?.name, stops(database)]).to.deep.equal(['waitForWork:dev,dev-codelab', 0]);
    scenarios = 0;
    expect((await done).state).to.equal('succeeded');
    expect(stops(database)).to.equal(1);
  });

  it('asks nothing where nobody works by it: an app, and what runs elsewhere', async () => {
    [scenarios, tests] = [1, 0];
    await bench.askAndWait('start', { target: 'dev-app-sample-page' });
    for (const target of ['dev-app-sample-page', 'dev-testdb', 'front'])
      expect((await bench.askAndWait('stop', { target })).state, target).to.equal('succeeded');
    expect(stops('dev-app-sample-page')).to.equal(1);
  });

  it('healing lets a database be whose brick was edited, until what needs it has ended, and says so', async () => {
    scenarios = 1;
    await declare('1 GiB');
    const dev = () => bench.running.lab.status().environments.find(({ name }) => name === 'dev')?.sentence;
    await eventually(() => dev() === 'Changes wait for its work to end: 1 scenario is running in dev.', 5000);
    expect(stops(database)).to.equal(0);
    scenarios = 0;
    await eventually(() => stops(database) === 1, 5000);
    await bench.running.runner.idle();
    expect(runs(database)).to.equal(true);
  });

  it('stop: a database that runs on although its brick was broken is asked about as well', async () => {
    await writeFile(bench.root.at('environments/dev/bricks/sample/settings.json'), '{ "services": [');
    const told = () => bench.running.lab.status().problems.some(({ id }) => id === 'brick-service');
    await eventually(told, 5000);
    scenarios = 1;
    await expectRejection(bench.running.lab.assertNoWork(database), '1 scenario is running in dev');
    expect((await bench.askAndWait('stop', { target: database })).error?.code).to.equal('work.running');
    expect(stops(database)).to.equal(0);
    expect((await bench.askAndWait('stop', { target: database, waitForWork: 0 })).state).to.equal(
      'succeeded',
    );
    expect(stops(database)).to.equal(1);
  });

  it('a person’s job for one database leaves another that needs to be replaced to its work', async () => {
    scenarios = 1;
    await declare('1 GiB');
    expect((await bench.askAndWait('restart', { target: 'dev-testdb' })).state).to.equal('succeeded');
    expect([stops('dev-testdb'), stops(database)]).to.deep.equal([1, 0]);
  });

  it('a reset of dev asks the codelab, too, whose tests may use what it empties', async () => {
    tests = 1;
    await expectRejection(bench.running.lab.assertResetEndsNoWork(false), 'is going on in the codelab');
    expect((await bench.askAndWait('reset', { target: 'dev' })).error?.code).to.equal('work.running');
    expect(stops(database)).to.equal(0);
  });
});

describe('engine/wait-for-work over two environments', () => {
  it('lets neither go on before both have nothing that runs', async () => {
    const running = new Map([
      ['dev', 0],
      ['prod', 1],
    ]);
    const asked: string[] = [];
    const ages = new JobAges(realClock);
    const waits = waitForWork(
      {
        ask: () => Promise.reject(new Error('holds, and never only asks')),
        hold: async (environment, seconds) => {
          asked.push(`${environment} ${seconds}`);
          // What was let go begins what is queued.
          if (seconds === 0) running.set(environment, 1);
          return { running: running.get(environment) ?? 0, queued: 1 };
        },
      },
      realClock,
      ages,
      20,
    );
    const createdAt = realClock.now();
    const job = {
      id: '1',
      createdAt,
      params: { target: 'lab', waitForWork: 60 },
      requestedBy: { actor: 'user-1', via: 'cli', requestId: undefined },
      steps: [] as JobStep[],
    } as unknown as Job;
    const [step, ...others] = await waits.steps(job, ['prod', 'dev']);
    expect(others).to.deep.equal([]);
    expect(step?.name).to.equal('waitForWork:prod,dev');
    const said: string[] = [];
    const report = { progress: (_: unknown, detail: string) => void said.push(detail), log: () => undefined };
    const done = step!.do(report, new AbortController().signal);
    await eventually(() => said.length > 0, 5000);
    running.set('prod', 0);
    await done;
    expect(asked).to.deep.equal(['prod 60', 'dev 60', 'prod 60', 'dev 60']);
    const after = {
      ...job,
      steps: [{ ...step!, act: stepAct(step!.name), state: 'done' }],
    } as unknown as Job;
    expect(await waits.steps(after, ['prod', 'dev'])).to.deep.equal([]);
  }).timeout(10_000);
});

describe('engine/wait-for-work for the installer', () => {
  /** An older codelab; the clock goes a thousand times as fast. */
  const waits = (via: 'cli' | 'lab') => {
    const clock = { now: () => Date.now(), monotonic: () => performance.now() * 1000 };
    const silent = { ask: () => Promise.resolve(undefined), hold: () => Promise.resolve(undefined) };
    const job = {
      id: '1',
      kind: 'apply',
      createdAt: clock.now(),
      params: { target: 'lab', waitForWork: 86_400 },
      requestedBy: { actor: 'lab', via, requestId: undefined },
      steps: [] as JobStep[],
    } as unknown as Job;
    return { job, of: waitForWork(silent, clock, new JobAges(clock), 5) };
  };
  const report = { progress: () => undefined, log: () => undefined };
  const wait = async (via: 'cli' | 'lab', places: string[]): Promise<unknown> => {
    const { job, of } = waits(via);
    const [step] = await of.steps(job, places);
    return step!.do(report, new AbortController().signal);
  };
  const code = (error: unknown) => (error as { code?: string }).code;
  const codelab = { workBy: () => ['dev-codelab'] as const, asked: () => true };

  it('a codelab that knows no such question is replaced after half a minute, for a person it is left', async () => {
    expect(await wait('lab', ['dev-codelab'])).to.equal(undefined);
    expect(await wait('cli', ['dev-codelab']).catch(code)).to.equal('work.unknown');
    expect(await wait('lab', ['dev']).catch(code)).to.equal('work.unknown');
  });

  it('right before the codelab is stopped, one question without an answer is not taken for that', async () => {
    const clock = { now: () => Date.now(), monotonic: () => performance.now() * 1000 };
    let asked = 0;
    const late = async () => (++asked === 1 ? undefined : { running: asked < 4 ? 1 : 0, queued: 0 });
    const of = waitForWork({ ask: late, hold: late }, clock, new JobAges(clock), 5);
    let askedBefore = 0;
    const stop = async () => void (askedBefore = asked);
    const act = { kind: 'operation', operation: 'stopContainer', on: 'dev-codelab' } as const;
    const step = acting(act, { sentence: 'stop', do: stop });
    await of.guarded(waits('lab').job, step, codelab).do(report, new AbortController().signal);
    expect(askedBefore).to.equal(4);
  });

  it('a step is guarded by what its name says, however it was made', async () => {
    const began: string[] = [];
    const busy = async () => ({ running: began.push('asked') < 2 ? 1 : 0, queued: 0 });
    const of = waitForWork({ ask: busy, hold: busy }, realClock, new JobAges(realClock), 5);
    const stop = async () => void began.push('stopped');
    const step = { name: 'stopContainer:dev-codelab', sentence: 'stop', after: [], do: stop };
    await of.guarded(waits('lab').job, step, codelab).do(report, new AbortController().signal);
    expect(began).to.deep.equal(['asked', 'asked', 'stopped']);
  });

  it('right before the codelab is stopped, its silence is waited for no longer than before', async () => {
    const { job, of } = waits('lab');
    let stopped = false;
    const stop = async () => void (stopped = true);
    const act = { kind: 'operation', operation: 'stopContainer', on: 'dev-codelab' } as const;
    const step = acting(act, { sentence: 'stop', do: stop });
    await of.guarded(job, step, codelab).do(report, new AbortController().signal);
    expect(stopped).to.equal(true);
  });
});
