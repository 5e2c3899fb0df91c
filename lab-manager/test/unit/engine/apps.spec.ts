import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { expect } from 'chai';
import { timedOut } from '../../../src/adapters/docker/docker-error.ts';
import type { JobKind, JobParams } from '../../../src/core/model/job.ts';
import type { LabError } from '../../../src/core/model/lab-error.ts';
import { eventually } from '../../support/eventually.ts';
import { idleGlab, useRunningLab } from '../../support/use-running-lab.ts';

const app = 'prod-app-sample-page';
const database = 'prod-db-sample-notes';
const notes = { name: 'notes', kind: 'database' };
const page = { name: 'page', kind: 'app', command: ['python', '-m', 'sample.page'], idle: '1m' };

describe('engine: services of bricks', function () {
  this.timeout(30_000);
  const bench = useRunningLab();
  let ahead: number;
  /** What the kernel's table of connections in the app says. */
  let connections: string;
  /** How it is read. */
  let tables: () => { exitCode: number; stdout: string; stderr: string };

  async function start(...services: unknown[]): Promise<void> {
    [ahead, connections] = [0, ''];
    tables = () => ({ exitCode: 0, stdout: connections, stderr: '' });
    await declare(services);
    const clock = { now: () => Date.now() + ahead, monotonic: () => performance.now() + ahead };
    await bench.start('name: Lab', { clock, onDemandEveryMs: 20 }, (argv, container) =>
      argv[0] === 'labstead-glab' ? idleGlab(argv, container) : tables(),
    );
    // What a brick brings comes up with the next look.
    await eventually(() => bench.store().journal.unfinished().length === 0, 5000);
  }

  async function declare(services: unknown): Promise<void> {
    await mkdir(bench.root.at('environments/prod/bricks/sample/src'), { recursive: true });
    const text = typeof services === 'string' ? services : JSON.stringify({ services });
    await writeFile(bench.root.at('environments/prod/bricks/sample/settings.json'), text);
  }

  async function ask(kind: JobKind, params: JobParams): Promise<void> {
    const job = await bench.askAndWait(kind, params);
    expect(job.state, job.outcome).to.equal('succeeded');
  }

  const status = (name: string) => bench.running.lab.status().services.find((it) => it.name === name);
  const state = (name: string): string | undefined => status(name)?.state;
  /** But that there is no edge here. */
  const problems = (): string[] =>
    bench.running.lab
      .status()
      .problems.filter(({ id }) => id !== 'edge-down')
      .map(({ id, subject }) => `${id} ${subject}`);
  const stops = () =>
    bench
      .store()
      .journal.list({ limit: 50, before: undefined })
      .filter(({ kind }) => kind === 'stop');
  const raise = (error: LabError): never => {
    throw error;
  };

  it('a database comes up with its brick, and an app rests, which is no reason to worry', async () => {
    await start(notes, page);
    expect([state(database), state(app)]).to.deep.equal(['running', 'stopped']);
    expect(status(app)).to.deep.include({
      message: 'It starts when somebody opens it.',
      app: { brick: 'sample', title: 'page', url: 'https://app-sample-page.lab.localhost' },
    });
    expect(problems()).to.deep.equal([]);
  });

  it('an app starts when it is asked for, not with its environment, and stops when nobody uses it', async () => {
    await start(page);
    await ask('stop', { target: 'prod' });
    await ask('start', { target: 'prod' });
    expect(state(app)).to.equal('stopped');
    await ask('start', { target: app });
    expect(state(app)).to.equal('running');
    await bench.settled();
    ahead += 59_000;
    await bench.settled();
    expect(state(app)).to.equal('running');
    ahead += 2_000;
    await eventually(() => state(app) === 'stopped', 5000);
    // It rests: nobody has to start it again, and no schedule takes it for stopped.
    expect(bench.store().wishes.stopped().size).to.equal(0);
    expect(status(app)?.message).to.equal('It starts when somebody opens it.');
  });

  it('a request through the gate or an open connection is use, of the environment as well', async () => {
    await start(page);
    await ask('start', { target: app });
    await bench.settled();
    ahead += 59_000;
    bench.running.onActivity('app-sample-page');
    ahead += 59_000;
    await bench.settled();
    expect(state(app)).to.equal('running');
    connections = '   0: 020012AC:1F40 030012AC:D2F0 01 0';
    ahead += 120_000;
    await bench.settled();
    ahead += 59_000;
    await bench.settled();
    expect(state(app)).to.equal('running');
    connections = '';
    ahead += 2_000;
    await eventually(() => state(app) === 'stopped', 5000);
  });

  it('an app that was asked for and whose database a person stopped is not said to run', async () => {
    await start(notes, page);
    await ask('stop', { target: database });
    const { state: ended, error } = await bench.askAndWait('start', { target: app });
    expect([ended, error?.code]).to.deep.equal(['failed', 'service.stopped']);
    expect(error?.message).to.contain(`it needs ${database}, which is stopped`);
  });

  it('while nobody can tell whether somebody is connected, an app runs on', async () => {
    await start(page);
    await ask('start', { target: app });
    await bench.settled();
    const unknown: [string, typeof tables][] = [
      ['a time-out under load', () => raise(timedOut('run cat'))],
      ['a program that was killed', () => ({ exitCode: 137, stdout: '', stderr: '' })],
    ];
    let looks = 0;
    for (const [why, read] of unknown) {
      tables = () => {
        looks += 1;
        return read();
      };
      const before = looks;
      ahead += 61_000;
      await eventually(() => looks > before + 2, 5000);
      expect(stops(), why).to.have.length(0);
    }
    tables = () => ({ exitCode: 0, stdout: '', stderr: '' });
    await eventually(() => state(app) === 'stopped', 5000);
  });

  it('a stop that fails is not asked for again at each look', async () => {
    await start(page);
    await ask('start', { target: app });
    await bench.settled();
    bench.engine.beforeChange = (change) => {
      if (change.startsWith('stopContainer')) raise(timedOut('stop it'));
    };
    ahead += 61_000;
    const failed = (times: number) => () => stops().filter((it) => it.state === 'failed').length === times;
    await eventually(failed(1), 5000);
    await bench.settled();
    expect(stops()).to.have.length(1);
    ahead += 61_000;
    await eventually(failed(2), 5000);
  });

  it('what a person stopped only a person starts: it, or all of its environment', async () => {
    await start(page);
    await ask('start', { target: app });
    await ask('stop', { target: app });
    expect(status(app)?.message).to.match(/^Stopped since .* by/);
    await ask('stop', { target: 'prod', reason: 'schedule' });
    await ask('start', { target: 'prod', reason: 'schedule' });
    expect(status(app)?.message).to.match(/^Stopped since .* by/);
    await ask('start', { target: 'prod' });
    expect(status(app)?.message).to.equal('It starts when somebody opens it.');
    await ask('start', { target: app });
    expect(state(app)).to.equal('running');
  });

  it('with the declaration containers and networks go, and the data stays', async () => {
    await start(notes, page);
    await ask('start', { target: app });
    await declare([]);
    await ask('apply', { target: 'lab' });
    expect(status(app)).to.equal(undefined);
    const { containers, networks } = await bench.engine.observe({
      labId: 'lab7k2m9q',
      images: [],
      containerNames: [],
      networkNames: [],
    });
    expect(containers.filter(({ name }) => name.includes('sample'))).to.deep.equal([]);
    expect(networks.filter(({ name }) => name.includes('sample'))).to.deep.equal([]);
    expect(await readdir(bench.root.at('environments/prod/brick-db'))).to.deep.equal(['sample.notes']);
  });

  it('a declaration that turns wrong is a problem with a name, and its database runs on', async () => {
    await start(notes);
    for (const wrong of [[{ ...notes, privileged: true }], '{ "services": ']) {
      await declare(wrong as unknown[] | string);
      await ask('apply', { target: 'lab' });
      expect(problems()).to.deep.equal(['brick-service prod/sample']);
      expect(bench.engine.changes.filter((it) => it.startsWith(`removeContainer`))).to.deep.equal([]);
    }
    await rm(bench.root.at('environments/prod/bricks/sample'), { recursive: true });
    await ask('apply', { target: 'lab' });
    expect(bench.engine.changes.some((it) => it.startsWith('removeContainer'))).to.equal(true);
  });
});
