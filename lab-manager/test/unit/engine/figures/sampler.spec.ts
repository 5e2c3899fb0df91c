import { expect } from 'chai';
import type { ContainerCounters, MachineReading } from '../../../../src/core/model/figures.ts';
import { LabError } from '../../../../src/core/model/lab-error.ts';
import type { RunningContainer } from '../../../../src/engine/figures/now.ts';
import { Sampler } from '../../../../src/engine/figures/sampler.ts';
import { counted } from '../../../support/builders/counted.ts';
import { TestClock } from '../../../support/test-clock.ts';

const never = new AbortController().signal;

describe('engine/figures/sampler', () => {
  let clock: TestClock;
  let containers: RunningContainer[];
  let counters: Record<string, Partial<ContainerCounters> | LabError>;
  let machine: MachineReading | LabError;
  let sampler: Sampler;

  const container = (service: string, id: string, startedAt = 1): RunningContainer => ({
    service,
    environment: 'prod',
    id,
    startedAt,
  });
  const silent = () => new LabError('docker.timeout', 'Docker did not answer in time.');
  const answer = <T>(told: T | LabError): Promise<T> =>
    told instanceof LabError ? Promise.reject(told) : Promise.resolve(told);

  beforeEach(() => {
    clock = new TestClock();
    containers = [container('prod-glab', 'a'), container('prod-db', 'b')];
    counters = { a: {}, b: {} };
    machine = { cores: 2, busySeconds: 100, memoryBytes: 5, memoryTotalBytes: 9, load: [1, 0, 0] };
    sampler = new Sampler({
      engine: {
        counters: async (id) => {
          const told = await answer(counters[id]);
          return told && counted(told);
        },
      },
      machine: { read: () => answer(machine) },
      clock,
      containers: () => containers,
      disks: () => [
        { path: '/data', usedBytes: 9, freeBytes: 1, totalBytes: 20, freeInodes: 1 },
        { path: '/engine', usedBytes: 7, freeBytes: 3, totalBytes: 20, freeInodes: 1 },
      ],
      environments: () => ['prod'],
    });
  });

  const read = () => sampler.read(never);
  const glab = async () => (await read()).figures.get('prod-glab');

  it('tells what each service, its environment and the machine used since the reading before', async () => {
    await read();
    clock.pass(10_000);
    counters = {
      a: { cpuSeconds: 5, memoryBytes: 100, receivedBytes: 50 },
      b: { cpuSeconds: 10, memoryBytes: 200, receivedBytes: 30 },
    };
    machine = { ...(machine as MachineReading), busySeconds: 116 };
    const { figures, seconds } = await read();
    expect(seconds).to.equal(10);
    expect(figures.get('prod-glab')).to.include({ cpu: 0.5, memory: 100, received: 5 });
    expect(figures.get('prod')).to.include({ cpu: 1.5, memory: 300, received: 8 });
    expect(figures.get('machine')).to.include({
      cpu: 1.6,
      memory: 5,
      load: 1,
      dataDisk: 9,
      engineDisk: 7,
    });
  });

  it('an environment of which one service isn’t told is not told itself; one that ended takes no part', async () => {
    await read();
    counters['a'] = silent();
    expect((await read()).figures.get('prod')).to.deep.equal({});
    delete counters['a'];
    expect((await read()).figures.get('prod')).to.include({ memory: counted({}).memoryBytes });
  });

  it('what the lab’s containers send each other is no traffic of the machine', async () => {
    await read();
    clock.pass(10_000);
    expect((await read()).figures.get('machine')).to.not.have.any.keys('received', 'sent');
  });

  it('a container that was made anew begins anew, however little the one before had used', async () => {
    counters['a'] = { cpuSeconds: 1 };
    await read();
    clock.pass(10_000);
    containers = [container('prod-glab', 'c')];
    counters['c'] = { cpuSeconds: 9 };
    expect(await glab()).to.not.have.property('cpu');
    clock.pass(10_000);
    counters['c'] = { cpuSeconds: 10 };
    expect(await glab()).to.include({ cpu: 0.1 });
  });

  it('so does one that was only started again', async () => {
    await read();
    clock.pass(10_000);
    containers = [container('prod-glab', 'a', 2)];
    counters['a'] = { cpuSeconds: 9 };
    expect(await glab()).to.not.have.property('cpu');
  });

  it('what the engine doesn’t tell is left out, and the machine is told nevertheless', async () => {
    await read();
    clock.pass(10_000);
    counters = { a: silent(), b: silent() };
    const { figures, counters: told } = await read();
    expect([...figures.keys()]).to.deep.equal(['prod', 'machine']);
    expect(figures.get('prod')).to.deep.equal({});
    expect(figures.get('machine')).to.include({ memory: 5 });
    expect(told.size).to.equal(0);
  });

  it('after a while without an answer the rate is over nothing that was missed', async () => {
    await read();
    clock.pass(10_000);
    counters['a'] = silent();
    await read();
    clock.pass(10_000);
    counters['a'] = { cpuSeconds: 20 };
    expect(await glab()).to.not.have.property('cpu');
  });

  it('a clock that is set changes no rate', async () => {
    await read();
    clock.pass(10_000);
    clock.skew(-3_600_000);
    counters['a'] = { cpuSeconds: 5 };
    expect(await glab()).to.include({ cpu: 0.5 });
    clock.pass(10_000);
    clock.skew(86_400_000);
    counters['a'] = { cpuSeconds: 6 };
    expect(await glab()).to.include({ cpu: 0.1 });
  });

  it('a machine that can’t be read leaves the services told', async () => {
    machine = new LabError('files.failed', 'No /proc.');
    const { machine: told, figures } = await read();
    expect(told).to.equal(undefined);
    expect(figures.get('prod-db')).to.include({ pids: 1 });
  });
});
