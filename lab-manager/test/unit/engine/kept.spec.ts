import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { figuresReply } from '../../../src/api/routes/figures-reply.ts';
import type { LogSearch } from '../../../src/engine/search-log.ts';
import type { Job, JobKind } from '../../../src/core/model/job.ts';
import { LabError } from '../../../src/core/model/lab-error.ts';
import { containerName } from '../../../src/core/names.ts';
import { someFacts } from '../../support/builders/a-lab-file.ts';
import { caught } from '../../support/caught.ts';
import { eventually } from '../../support/eventually.ts';
import { useRunningLab } from '../../support/use-running-lab.ts';

const idle = '{"running_scenarios": 0, "queued_scenarios": 0, "unused_seconds": 60}';
const notes = 'dev-db-sample-notes';

describe('engine: what a refused brick keeps', function () {
  this.timeout(30_000);
  const bench = useRunningLab();
  const container = containerName(someFacts({}).labId, notes);

  beforeEach(async () => {
    await declare(JSON.stringify({ services: [{ name: 'notes', kind: 'database' }] }));
    await bench.start('name: Lab\nenvironments: { dev: { enabled: true } }\n', {}, () => ({
      exitCode: 0,
      stdout: idle,
      stderr: '',
    }));
    await eventually(() => state() === 'running', 5000);
    await declare('{ "services": ');
    await bench.running.lab.doctor();
    expect(state()).to.equal('running');
  });

  const declare = async (
    settings: string,
    place = 'environments/dev/workspace/bricks/sample',
  ): Promise<void> => {
    const brick = bench.root.at(place);
    await mkdir(brick, { recursive: true });
    await writeFile(join(brick, 'settings.json'), settings);
  };
  const state = () => bench.running.lab.status().services.find((service) => service.name === notes)?.state;
  const ask = (kind: JobKind, target = 'dev'): Promise<Job> => bench.askAndWait(kind, { target });
  const lastChange = () => bench.engine.changes.filter((change) => change.endsWith(container)).at(-1);
  const stepsOf = ({ steps }: Job) => steps.map(({ name }) => name);

  for (const [kind, target] of [
    ['stop', 'dev'],
    ['stop', 'lab'],
  ] as const)
    it(`${kind} ${target} stops it too, once glab is`, async () => {
      const job = await ask(kind, target);
      expect(job.state, job.outcome).to.equal('succeeded');
      expect(lastChange()).to.equal(`stopContainer ${container}`);
      const steps = stepsOf(job);
      expect(steps.indexOf(`stopContainer:${notes}`)).to.be.greaterThan(
        steps.indexOf('stopContainer:dev-glab'),
      );
    });

  it('uninstall dev stops it too, once glab is, and takes it off', async () => {
    const job = await ask('uninstall');
    expect(job.state, job.outcome).to.equal('succeeded');
    expect(lastChange()).to.equal(`removeContainer ${container}`);
    const steps = stepsOf(job);
    expect(steps.indexOf(`stopContainer:${notes}`)).to.be.greaterThan(
      steps.indexOf('stopContainer:dev-glab'),
    );
  });

  it('disable prod stops what prod’s bricks keep, and enabled again it runs', async () => {
    const ofProd = containerName(someFacts({}).labId, 'prod-db-sample-notes');
    const last = () => bench.engine.changes.filter((change) => change.endsWith(ofProd)).at(-1);
    const place = 'environments/prod/bricks/sample';
    await declare(JSON.stringify({ services: [{ name: 'notes', kind: 'database' }] }), place);
    await bench.running.lab.doctor();
    await eventually(() => last() === `startContainer ${ofProd}`, 5000);
    await declare('{ "services": ', place);
    await bench.running.lab.doctor();
    const job = await ask('disable', 'prod');
    expect(job.state, job.outcome).to.equal('succeeded');
    expect(last()).to.equal(`stopContainer ${ofProd}`);
    expect((await ask('enable', 'prod')).state).to.equal('succeeded');
    expect(last()).to.equal(`startContainer ${ofProd}`);
  });

  it('a stop of something else, or of another environment, leaves it', async () => {
    await ask('stop', 'dev-glab');
    await ask('stop', 'prod');
    expect(lastChange()).not.to.equal(`stopContainer ${container}`);
  });

  it('starts again with its environment', async () => {
    await ask('stop');
    expect((await ask('start')).state).to.equal('succeeded');
    expect(lastChange()).to.equal(`startContainer ${container}`);
  });

  it('stays in the status with the reason, in the figures of its environment and in the logs', async () => {
    const { lab } = bench.running;
    const found = lab.status().services.find(({ name }) => name === notes);
    expect(found).to.include({ environment: 'dev', wanted: 'running', state: 'running' });
    expect(found?.message).to.match(/^Its declaration can’t be gone by.*: settings\.json /);
    const { services } = figuresReply(await lab.figuresNow(), lab);
    expect(services.find(({ name }) => name === notes)?.environment).to.equal('dev');
    const search: LogSearch = { tail: 5, since: undefined, follow: false, grep: undefined };
    bench.engine.say(container, 'ready for connections');
    const lines: string[] = [];
    for await (const { text } of lab.logs(notes, search, AbortSignal.timeout(2000))) lines.push(text);
    expect(lines).to.deep.equal(['ready for connections']);
    expect(() => lab.logs('dev-db-sample-other', search, AbortSignal.timeout(2000))).to.throw(
      /nothing called/,
    );
  });

  it('stops by its name, and stays stopped with its environment’s next start, as a person said', async () => {
    const job = await ask('stop', notes);
    expect(job.state, job.outcome).to.equal('succeeded');
    expect(stepsOf(job)).to.include(`stopContainer:${notes}`);
    expect(state()).to.equal('stopped');
    const found = bench.running.lab.status().services.find(({ name }) => name === notes);
    expect([found?.wanted, found?.stopped?.reason]).to.deep.equal(['stopped', 'person']);
    await ask('stop');
    await ask('start');
    expect(state()).to.equal('stopped');
  });

  for (const kind of ['start', 'restart', 'install'] as const)
    it(`${kind} by its name starts it again after a person stopped it, and it is no longer to stay stopped`, async () => {
      await ask('stop', notes);
      const job = await ask(kind, notes);
      expect(job.state, job.outcome).to.equal('succeeded');
      expect(lastChange()).to.equal(`startContainer ${container}`);
      expect(state()).to.equal('running');
      expect(bench.store().wishes.stopped().has(notes)).to.equal(false);
    });

  it('where it does not start by its name, what was asked for fails', async () => {
    await ask('stop', notes);
    bench.engine.beforeChange = (change) => {
      if (change === `startContainer ${container}`) throw new LabError('docker.failed', 'No such folder.');
    };
    const job = await ask('start', notes);
    expect([job.state, job.error?.code]).to.deep.equal(['failed', 'docker.failed']);
  });

  it('restarted by its name it runs again, whatever else of the lab fails then', async () => {
    const other = containerName(someFacts({}).labId, 'front');
    bench.engine.beforeChange = (change) => {
      if (change === `stopContainer ${container}`) bench.engine.removeByHand(other);
      if (change === `createContainer ${other}`) throw new LabError('docker.failed', 'No space left.');
    };
    const job = await ask('restart', notes);
    expect([job.state, job.error?.code]).to.deep.equal(['failed', 'docker.failed']);
    expect(lastChange()).to.equal(`startContainer ${container}`);
    expect(state()).to.equal('running');
  });

  it('what isn’t there is not known', () => {
    expect(caught(() => bench.ask('stop', { target: 'dev-db-sample-other' })).code).to.equal(
      'service.unknown',
    );
  });

  it('is not uninstalled by its name, with the reason and what to do, since no install would bring it back', () => {
    const error = caught(() => bench.ask('uninstall', { target: notes }));
    expect(error.code).to.equal('service.undeclared');
    expect(error.message).to.match(
      /^dev-db-sample-notes can’t be uninstalled by its name, .*: settings\.json /,
    );
    expect(error.hint).to.contain(`labctl stop ${notes}`);
    expect(state()).to.equal('running');
  });

  it('restarts by its name while it runs: the same container', async () => {
    const job = await ask('restart', notes);
    expect(job.state, job.outcome).to.equal('succeeded');
    const mine = bench.engine.changes.filter((change) => change.endsWith(container));
    expect(mine.slice(-2)).to.deep.equal([`stopContainer ${container}`, `startContainer ${container}`]);
    expect(state()).to.equal('running');
  });

  it('can be stopped and started once its declaration is right again', async () => {
    await ask('stop', notes);
    await declare(JSON.stringify({ services: [{ name: 'notes', kind: 'database' }] }));
    await bench.running.lab.doctor();
    const job = await ask('start', notes);
    expect(job.state, job.outcome).to.equal('succeeded');
    expect(state()).to.equal('running');
  });

  it('an app that is there keeps its host, which says why it can’t be opened; stopped it isn’t started', async () => {
    const page = { name: 'page', kind: 'app', command: ['python', '-m', 'sample.page'] };
    await declare(JSON.stringify({ services: [page] }));
    await bench.running.lab.doctor();
    expect((await ask('start', 'dev-app-sample-page')).state).to.equal('succeeded');
    await declare('{ "services": ');
    await bench.running.lab.doctor();
    const app = bench.running.lab.apps().find(({ name }) => name === 'app-sample-page-dev');
    expect(app).to.include({ service: 'dev-app-sample-page', environment: 'dev' });
    expect(app?.refused).to.match(/^settings\.json .* Correct it/);
    await ask('apply', 'lab');
    const routes = await readFile(bench.root.at('edge/dynamic/lab.yaml'), 'utf8');
    expect(routes).to.contain('Host(`app-sample-page-dev.lab.localhost`)');
    expect(routes).not.to.contain('http://dev-app-sample-page');
    expect((await ask('stop', 'dev-app-sample-page')).state).to.equal('succeeded');
    expect(bench.running.lab.apps().some(({ name }) => name === 'app-sample-page-dev')).to.equal(true);
    for (const kind of ['start', 'restart', 'install'] as const) {
      const error = caught(() => bench.ask(kind, { target: 'dev-app-sample-page' }));
      expect(error.code, kind).to.equal('service.undeclared');
      expect(error.message).to.match(/^dev-app-sample-page can’t be started: settings\.json /);
      expect(error.hint).to.contain('labctl start dev-app-sample-page');
    }
  });

  it('does not keep its environment from starting where it can’t start', async () => {
    await ask('stop');
    bench.engine.beforeChange = (change) => {
      if (change === `startContainer ${container}`) throw new LabError('docker.failed', 'No such folder.');
    };
    const job = await ask('start');
    expect(job.state, job.outcome).to.equal('succeeded');
  });
});
