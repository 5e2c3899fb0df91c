import { expect } from 'chai';
import { linuxMachine } from '../../src/adapters/machine/linux-machine.ts';
import type { Figures } from '../../src/core/model/figures.ts';
import { Sampler } from '../../src/engine/figures/sampler.ts';
import { realClock } from '../support/real-clock.ts';
import { openEngine, type TestEngine } from '../support/test-engine.ts';
import { DockerBench } from '../support/test-engine-bench.ts';

const MiB = 1024 ** 2;
const never = new AbortController().signal;

describe('integration: figures of a container at work', () => {
  let engine: TestEngine;
  let bench: DockerBench;

  before(async () => {
    engine = await openEngine('host');
    bench = await DockerBench.open(engine);
  });
  after(async () => {
    await bench?.close();
    await engine?.close();
  });
  afterEach(() => bench.clear());

  const run = async (script: string, limits: { memoryBytes: number; cpus: number }) => {
    const name = `${bench.labId}-work`;
    await bench.engine.createContainer(
      {
        name,
        ...bench.program('plain'),
        command: ['sh', '-c', script],
        user: '10001:10001',
        environment: {},
        labels: bench.labels,
        mounts: [],
        tmpfs: [{ path: '/tmp', sizeBytes: 200 * MiB, uid: 10001, gid: 10001, exec: false }],
        networks: [],
        pids: 64,
        oomScoreAdjust: 300,
        stopGraceSeconds: 1,
        ...limits,
      },
      'aaa',
      'job1',
    );
    await bench.engine.startContainer(name);
    return (await bench.idOf(name)) ?? '';
  };

  const sampler = (id: string) =>
    new Sampler({
      engine: bench.engine,
      machine: linuxMachine(),
      clock: realClock,
      containers: () => [{ service: 'work', environment: 'prod', id, startedAt: 1 }],
      disks: () => [],
      environments: () => ['prod'],
    });

  const over = async (id: string, ms: number): Promise<Figures> => {
    const reader = sampler(id);
    await reader.read(never);
    await new Promise((resolve) => setTimeout(resolve, ms));
    return (await reader.read(never)).figures.get('work') ?? {};
  };

  it('a loop that may use half a core is told as half a core', async function () {
    this.timeout(30_000);
    const id = await run('while :; do :; done', { memoryBytes: 64 * MiB, cpus: 0.5 });
    const { cpu } = await over(id, 6000);
    // The machine may be too busy to give it all it may have; more it must never be.
    expect(cpu).to.be.within(0.2, 0.6);
  });

  it('80 MiB that are held are told as such', async function () {
    this.timeout(30_000);
    const id = await run('head -c 83886080 /dev/zero > /tmp/held; sleep 1000', {
      memoryBytes: 256 * MiB,
      cpus: 2,
    });
    const reader = sampler(id);
    const end = Date.now() + 15_000;
    let memory = 0;
    while (memory < 80 * MiB && Date.now() < end)
      memory = (await reader.read(never)).figures.get('work')?.memory ?? 0;
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect((await reader.read(never)).figures.get('work')?.memory).to.be.within(80 * MiB, 100 * MiB);
  });
});
