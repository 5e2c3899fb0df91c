import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Job, JobKind } from '../../src/core/model/job.ts';
import type { OperationKind } from '../../src/core/model/operation.ts';
import { generationOf } from '../../src/core/reference/generation.ts';
import { shippedReference } from '../../src/core/reference/shipped.ts';
import { dieAtEachPoint as diesAtEachPoint } from '../support/die-at-each-point.ts';
import { HostLab, until } from '../support/host-lab.ts';
import { anHourAgo, minutesAgo } from '../support/schedule-around.ts';

const services = ['front', 'prod-db', 'prod-glab'];
const each = (effect: OperationKind): readonly string[] => services.map((service) => `${effect}:${service}`);
const directories = [
  'state/secrets',
  'state/secrets/prod-db',
  'state/secrets/prod-glab',
  'edge',
  'edge/dynamic',
  'edge/certs',
  'edge/last-good',
  'environments',
  'environments/prod',
  'environments/prod/data',
  'environments/prod/db',
  'environments/prod/bricks',
  'environments/prod/run',
];

/**
 * The manager dies by SIGKILL once at every point of a job, one after the other: before a step is journalled, between
 * journal and effect, after the effect, after it is journalled as done. Each death is followed by a start that goes on.
 * Whatever the order, the lab ends up as wished, with one container per service and no job lost.
 */
describe('scenario: a manager killed between any two steps', function () {
  // Some hundred deaths and starts, two seconds each on a busy machine.
  this.timeout(900_000);
  let lab: HostLab;

  beforeEach(async () => {
    lab = await HostLab.create();
  });
  afterEach(() => lab.remove());

  it('must bring a new lab up, however often it dies on the way', async () => {
    const deaths = await dieAtEachPoint('running');
    // After which one depends on which of those that run side by side is done first.
    expect(deaths.join('\n')).to.match(/^createSecret:.*\.after$/m);
    expectDeathBefore(deaths, [
      'takeLabFile:1',
      ...directories.map((path) => `ensureDirectory:${lab.home}/${path}`),
      `createSecret:${lab.home}/state/secrets/prod-db/password`,
      `createSecret:${lab.home}/state/secrets/prod-glab/database-password`,
      'issueCertificate:lab.localhost',
      'publishRoutes:lab',
      ...['serve-front', 'serve-prod', 'data-prod'].map((network) => `createNetwork:${network}`),
      ...each('createContainer'),
      ...each('startContainer'),
    ]);
    await expectOneOfEach('running');
    const { state, outcome } = newest('apply');
    expect(state, outcome ?? '').to.equal('succeeded');
  });

  it('must stop, start and restart the lab, however often it dies on the way', async () => {
    lab.start();
    await settled('running');
    await lab.kill();
    const verbs = [
      { kind: 'stop', state: 'exited', effects: ['stopContainer'] },
      { kind: 'start', state: 'running', effects: ['startContainer'] },
      { kind: 'restart', state: 'running', effects: ['stopContainer', 'startContainer'] },
    ] as const;
    for (const { kind, state, effects } of verbs) {
      lab.askWhileDown(kind);
      const deaths = await dieAtEachPoint(state);
      expectDeathBefore(deaths, effects.flatMap(each));
      await expectOneOfEach(state);
      const job = newest(kind);
      expect(job.state, `${kind}: ${job.outcome ?? ''}`).to.equal('succeeded');
    }
  });

  it('must uninstall and install the lab, however often it dies on the way', async () => {
    lab.start();
    await settled('running');
    await lab.kill();
    lab.askWhileDown('uninstall');
    const deaths = await dieAtEachPoint('gone');
    expect(deaths).to.include.members(['installed:prod-db.before', 'removeContainer:prod-glab.before']);
    expect(await lab.containers()).to.deep.equal([]);
    expect(await networks(), 'no network is left').to.deep.equal([]);
    expect(newest('uninstall').state).to.equal('succeeded');
    lab.askWhileDown('install');
    expect((await dieAtEachPoint('running')).length).to.be.greaterThan(20);
    expect(newest('install').state).to.equal('succeeded');
    await expectOneOfEach('running');
  });

  it('must disable and enable an environment, however often it dies on the way', async () => {
    lab.start();
    await settled('running');
    await lab.kill();
    lab.askWhileDown('disable', 'prod');
    const deaths = await dieAtEachPoint('front alone');
    expect(deaths).to.include.members(['setEnabled:prod:false.before', 'setEnabled:prod:false.after']);
    expect(newest('disable').state).to.equal('succeeded');
    expect(await readFile(join(lab.home, 'lab.yaml'), 'utf8')).to.contain('enabled: false');
    lab.askWhileDown('enable', 'prod');
    await dieAtEachPoint('running');
    expect(newest('enable').state).to.equal('succeeded');
    await expectOneOfEach('running');
  });

  it('must call off a stop once somebody came, however often it dies on the way', async () => {
    lab.start();
    await settled('running');
    await lab.kill();
    lab.askWhileDown('stop', 'prod', { reason: 'idle' });
    let came = false;
    const deaths = await dieAtEachPoint('running', services, (met) => {
      // Half of it is down.
      if (came || !met.includes('stopContainer:prod-glab.after')) return;
      came = true;
      lab.whileDown(({ environments }) => environments.noteActivity('prod', Date.now()));
    });
    expect(deaths).to.include.members([
      'callOff:idle.before',
      'callOff:idle.after',
      'undo:wish:prod-glab.before',
    ]);
    expect(newest('stop')).to.include({ state: 'succeeded', outcome: 'Not stopped: somebody came.' });
    await expectOneOfEach('running');
  });

  it('must stop and start by the schedule, stop when nobody is there, and call a stop off, wherever it dies', async () => {
    await lab.editLabFile(
      `name: Test lab\ndomain: lab.localhost\nenvironments: { prod: { idle: { stopAfter: 2h }, schedule: { stop: "${minutesAgo(5)}" } } }\n`,
    );
    lab.start();
    await settled('running');
    await lab.kill();
    const whyStopped = () => {
      let reasons: (string | undefined)[] = [];
      lab.whileDown(({ wishes }) => {
        reasons = ['prod-db', 'prod-glab'].map((name) => wishes.stops().get(name)?.reason);
      });
      return reasons;
    };
    const step = (name: string) => [`${name}.before`, `${name}.after`];

    lab.whileDown(({ environments }) =>
      environments.noteFollowed('prod', { written: undefined, doneAt: anHourAgo() }),
    );
    const stops = ['wish:prod-glab', 'stopContainer:prod-glab'].flatMap(step);
    await dieAt(['job.begun', 'round.planned', ...stops, 'job.before-end'], 'front alone');
    expect(newest('stop')).to.deep.include({
      state: 'succeeded',
      params: { target: 'prod', reason: 'schedule' },
    });
    expect(lab.jobs().filter(({ kind }) => kind === 'stop')).to.have.length(1);
    expect(whyStopped()).to.deep.equal(['schedule', 'schedule']);

    lab.askWhileDown('start', 'prod', { reason: 'schedule' });
    await dieAt(['wish:prod-glab', 'startContainer:prod-glab'].flatMap(step), 'running');
    expect(lab.jobs().filter(({ kind }) => kind === 'start')).to.have.length(1);
    expect(whyStopped()).to.deep.equal([undefined, undefined]);

    const threeHoursAgo = Date.now() - 3 * 3_600_000;
    lab.whileDown(({ environments }) => environments.noteActivity('prod', threeHoursAgo));
    await dieAt(['job.begun', ...stops, 'stopContainer:prod-db.after'], 'front alone');
    expect(newest('stop')).to.deep.include({
      state: 'succeeded',
      params: { target: 'prod', reason: 'idle' },
    });
    expect(whyStopped()).to.deep.equal(['idle', 'idle']);

    lab.askWhileDown('stop', 'prod');
    await dieAt(step('keep:prod-glab'));
    expect(whyStopped()[1], 'the person’s stop by now').to.equal('person');
    lab.whileDown(({ journal }) => journal.requestCancel(journal.unfinished()[0]?.id ?? ''));
    await dieAt(step('undo:keep:prod-glab'), 'front alone');
    expect(newest('stop').state).to.equal('cancelled');
    expect(whyStopped()).to.deep.equal(['idle', 'idle']);

    lab.askWhileDown('start', 'prod');
    await dieAt([], 'running');
    lab.askWhileDown('stop', 'prod', { waitForWork: 60 });
    await dieAt(step('waitForWork:prod'), 'front alone');
    expect(newest('stop').state).to.equal('succeeded');
    expect(whyStopped()).to.deep.equal(['person', 'person']);
  });

  it('must bring up what a brick declares, run and stop its app, and take all of it away, however often it dies', async () => {
    lab.start();
    await settled('running');
    await lab.kill();
    const brick = join(lab.home, 'environments/prod/bricks/sample');
    await mkdir(join(brick, 'src/sample'), { recursive: true });
    const command = ['python', '-m', 'http.server', '8000'];
    const declared = [
      { name: 'notes', kind: 'database', memory: '256 MiB' },
      { name: 'page', kind: 'app', command, memory: '128 MiB' },
    ];
    const settings = { name: 'sample', version: '1.0.0', services: declared };
    await writeFile(join(brick, 'src/sample/__init__.py'), '');
    await writeFile(join(brick, 'settings.json'), JSON.stringify(settings));
    const [database, app] = ['prod-db-sample-notes', 'prod-app-sample-page'];
    lab.askWhileDown('apply');
    const brought = await dieAtEachPoint('running', [...services, database]);
    expect(brought).to.include.members([
      `createContainer:${database}.before`,
      `startContainer:${database}.before`,
    ]);
    await expectOneOfEach('running', [...services, database]);

    lab.askWhileDown('start', app);
    const started = await dieAtEachPoint('running', [...services, database, app]);
    expect(started).to.include.members([
      `wish:${app}.before`,
      `wish:${app}.after`,
      `createContainer:${app}.before`,
    ]);
    await expectOneOfEach('running', [...services, database, app]);
    expect(newest('start').state).to.equal('succeeded');

    lab.askWhileDown('stop', app, { reason: 'idle' });
    const points = [`wish:${app}`, `stopContainer:${app}`];
    await dieAt(
      points.flatMap((name) => [`${name}.before`, `${name}.after`]),
      'app at rest',
    );
    expect(newest('stop').state).to.equal('succeeded');

    await rm(brick, { recursive: true });
    lab.askWhileDown('apply');
    const taken = await dieAtEachPoint('running');
    expect(taken).to.include.members([`removeContainer:${database}.before`, `removeContainer:${app}.before`]);
    await expectOneOfEach('running');
    expect((await networks()).filter((name) => name.includes('sample'))).to.deep.equal([]);
    const data = () => readdir(join(lab.home, 'environments/prod/brick-db'));
    expect(await data()).to.deep.equal(['sample.notes']);

    lab.askWhileDown('remove-data', 'prod/sample.notes');
    await dieAt(['removeData:prod/sample.notes.before', 'removeData:prod/sample.notes.after'], 'running');
    expect(newest('remove-data').state).to.equal('succeeded');
    expect(visible(await data())).to.deep.equal([]);
  });

  it('must fetch, build and serve reference data, and delete it, however often it dies on the way', async () => {
    lab.start();
    await settled('running');
    await lab.kill();
    const brick = join(lab.home, 'environments/prod/bricks/needy');
    await mkdir(brick);
    await writeFile(join(brick, 'settings.json'), '{"environment":{"references":["biota"]}}');
    lab.askWhileDown('apply');
    const deaths = await dieAtEachPoint('running', [...services, 'biota-db']);
    const generation = generationOf(shippedReference);
    expect(deaths).to.include.members([
      'fetchReference:ncbi-organisms-2017.1.after',
      `buildReference:${generation}.before`,
      `buildReference:${generation}.after`,
      `removeArchive:${shippedReference.sha256}.sql.before`,
    ]);
    await expectOneOfEach('running', [...services, 'biota-db']);
    expect(newest('apply').state).to.equal('succeeded');
    expect(await readdir(join(lab.home, 'cache/biota'))).to.deep.equal([]);
    expect(visible(await readdir(join(lab.home, 'shared/biota')))).to.deep.equal([generation]);

    await rm(brick, { recursive: true });
    await dieAtEachPoint('running');
    lab.askWhileDown('remove-data', generation);
    expect(await dieAtEachPoint('running')).to.include(`removeReference:${generation}.after`);
    expect(newest('remove-data').state).to.equal('succeeded');
    expect(visible(await readdir(join(lab.home, 'shared/biota')))).to.deep.equal([]);
    await expectOneOfEach('running');
  });

  it('must build reference data anew after it died in the middle of building, and leave nothing behind', async () => {
    lab.start();
    await settled('running');
    await lab.editLabFile('name: Test lab\ndomain: lab.localhost\nbiota: { mode: on }\n');
    await until('it is accepted and waits', async () => (await lab.ask('/readyz'))?.['status'] === 'ready');
    const applied = lab.ask('/apply', 'POST');
    await until('the build runs', async () => (await lab.container('biota-build')) !== undefined);
    await lab.kill();
    await applied;
    lab.start();
    await settled('running', [...services, 'biota-db']);
    await expectOneOfEach('running', [...services, 'biota-db']);
    await lab.kill('SIGTERM');
    expect(newest('apply').state).to.equal('succeeded');
    expect(visible(await readdir(join(lab.home, 'shared/biota')))).to.have.length(1);
  });

  it('must reset dev and nothing else, however often it dies on the way', async () => {
    const wanted = [...services, 'dev-db', 'dev-glab'];
    await lab.editLabFile(
      'name: Test lab\ndomain: lab.localhost\nenvironments: { dev: { enabled: true } }\ncodelab: { enabled: false }\n',
    );
    lab.start();
    await settled('running', wanted);
    await lab.kill();
    for (const environment of ['prod', 'dev'])
      await writeFile(join(lab.home, 'environments', environment, 'data', 'mine'), 'before the reset');
    lab.askWhileDown('reset', 'dev');
    const deaths = await dieAtEachPoint('running', wanted);
    expect(deaths).to.include.members(['setAside:data.before', 'setAside:db.before', 'removeAside.before']);
    await expectOneOfEach('running', wanted);
    const job = newest('reset');
    expect(job.state, job.outcome ?? '').to.equal('succeeded');
    const [prod, dev] = ['prod', 'dev'].map((name) => join(lab.home, 'environments', name));
    expect(await readFile(join(prod!, 'data/mine'), 'utf8')).to.equal('before the reset');
    expect(await readdir(dev!)).to.have.members(['bricks', 'data', 'db', 'run']);
    expect(await readdir(join(dev!, 'data'))).to.not.include('mine');
  });

  const visible = (names: readonly string[]): string[] => names.filter((name) => !name.startsWith('.'));

  const dieAtEachPoint = (
    state: string,
    wanted = services,
    afterDeath: (met: readonly string[]) => void = () => undefined,
  ): Promise<string[]> =>
    diesAtEachPoint(lab, { settled: (over) => settled(state, wanted, over), afterDeath });

  /** Dies once at each of these, in this order, and then comes to its end; without a state it is left where it died. */
  async function dieAt(where: readonly string[], state?: string): Promise<void> {
    for (const point of where) {
      lab.start({ LABSTEAD_FAIL_POINT: point });
      const fate = await lab.ended(120_000).catch((error: unknown) => {
        throw new Error(`it did not die at ${point}: ${String(error)}`);
      });
      expect(fate, `${point}\n${await lab.tail()}`).to.deep.equal({ code: null, signal: 'SIGKILL' });
    }
    if (state === undefined) return;
    lab.start();
    await settled(state);
    await lab.kill('SIGTERM');
  }

  /**
   * Before an effect it dies without fail. Whether it also died right after one is left to chance: effects go on side by
   * side, and one that is there already when another's point kills is not repeated.
   */
  function expectDeathBefore(deaths: readonly string[], steps: readonly string[]): void {
    expect(deaths).to.include.members(steps.flatMap((step) => [`${step}.before-intent`, `${step}.before`]));
    expect(deaths.filter((name) => name.endsWith('.after'))).not.to.deep.equal([]);
  }

  async function settled(state: string, wanted = services, over?: AbortSignal): Promise<'settled'> {
    await until(
      `every service is ${state} and no job is open`,
      async () => (await all(state, wanted)) && lab.unfinishedJobs() === 0,
      120_000,
      over,
    );
    return 'settled';
  }

  async function networks(): Promise<string[]> {
    const label = [`org.labstead.lab=${lab.labId}`];
    return (await lab.engine.list<{ Name: string }>('/networks', { label })).map(({ Name }) => Name);
  }

  async function all(state: string, wanted: readonly string[]): Promise<boolean> {
    const containers = await lab.containers();
    if (state === 'gone') return containers.length === 0;
    const runs = (name: string) =>
      containers.some(({ Names, State }) => String(Names[0]).endsWith(`-${name}`) && State === 'running');
    if (state === 'front alone')
      return runs('front') && containers.filter(({ State }) => State === 'running').length === 1;
    if (state === 'app at rest') return services.every(runs) && !runs('app-sample-page');
    return (
      containers.length === wanted.length &&
      containers.every(({ State, Status }) => State === state && !Status.includes('starting'))
    );
  }

  function newest(kind: JobKind): Job {
    const job = lab.jobs().find((one) => one.kind === kind);
    if (!job) throw new Error(`there is no ${kind} job in the journal`);
    return job;
  }

  async function expectOneOfEach(state: string, wanted = services): Promise<void> {
    const containers = await lab.containers();
    expect(containers.map(({ Names }) => Names[0]?.replace(`/${lab.labId}-`, '')).sort()).to.deep.equal(
      [...wanted].sort(),
    );
    expect(new Set(containers.map(({ State }) => State))).to.deep.equal(new Set([state]));
  }
});
