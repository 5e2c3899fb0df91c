import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Job, JobKind } from '../../src/core/model/job.ts';
import type { OperationKind } from '../../src/core/model/operation.ts';
import { HostLab, until } from '../support/host-lab.ts';

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
  const points = () => join(lab.home, 'met-points');

  beforeEach(async () => {
    lab = await HostLab.create();
  });
  afterEach(() => lab.remove());

  it('must bring a new lab up, however often it dies on the way', async () => {
    const deaths = await dieAtEachPoint('running');
    expect(deaths).to.include.members([`createSecret:${lab.home}/state/secrets/prod-db/password.after`]);
    expectDeathBefore(deaths, [
      'takeLabFile:1',
      ...directories.map((path) => `ensureDirectory:${lab.home}/${path}`),
      `createSecret:${lab.home}/state/secrets/prod-db/password`,
      `createSecret:${lab.home}/state/secrets/prod-glab/database-password`,
      'issueCertificate:lab.localhost',
      'publishRoutes:lab',
      ...['edge-front', 'edge-prod', 'db-prod'].map((network) => `createNetwork:${network}`),
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

  /** Starts the manager again and again until one run ends all jobs without dying; answers where it died. */
  async function dieAtEachPoint(state: string): Promise<string[]> {
    await rm(points(), { force: true });
    for (let lives = 0; lives < 400; lives += 1) {
      lab.start({ LABSTEAD_FAIL_POINT: `each:${points()}` });
      const fate = await Promise.race([lab.ended(120_000), settled(state)]);
      if (fate !== 'settled') {
        expect(fate, await lab.tail()).to.deep.equal({ code: null, signal: 'SIGKILL' });
        continue;
      }
      await lab.kill('SIGTERM');
      return (await readFile(points(), 'utf8')).trim().split('\n');
    }
    throw new Error(`it never came to an end:\n${await lab.tail()}`);
  }

  /**
   * Before an effect it dies without fail. Whether it also died right after one is left to chance: effects go on side by
   * side, and one that is there already when another's point kills is not repeated.
   */
  function expectDeathBefore(deaths: readonly string[], steps: readonly string[]): void {
    expect(deaths).to.include.members(steps.flatMap((step) => [`${step}.before-intent`, `${step}.before`]));
    expect(deaths.filter((name) => name.endsWith('.after'))).not.to.deep.equal([]);
  }

  async function settled(state: string): Promise<'settled'> {
    await until(
      `every service is ${state} and no job is open`,
      async () => (await all(state)) && lab.unfinishedJobs() === 0,
      120_000,
    );
    return 'settled';
  }

  async function all(state: string): Promise<boolean> {
    const containers = await lab.containers();
    return (
      containers.length === 3 &&
      containers.every(({ State, Status }) => State === state && !Status.includes('starting'))
    );
  }

  function newest(kind: JobKind): Job {
    const job = lab.jobs().find((one) => one.kind === kind);
    if (!job) throw new Error(`there is no ${kind} job in the journal`);
    return job;
  }

  async function expectOneOfEach(state: string): Promise<void> {
    const containers = await lab.containers();
    expect(containers.map(({ Names }) => Names[0]?.replace(`/${lab.labId}-`, '')).sort()).to.deep.equal(
      services,
    );
    expect(new Set(containers.map(({ State }) => State))).to.deep.equal(new Set([state]));
  }
});
