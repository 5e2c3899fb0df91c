import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { JobReply } from '../../src/contract/jobs.ts';
import { HostClient } from '../support/host-client.ts';
import { HostLab, until } from '../support/host-lab.ts';
import { testRun } from '../support/reaper.ts';
import { SecondEngine } from '../support/second-engine.ts';
import { busyboxRoot, importImage } from '../support/test-engine-image.ts';

/** Docker is updated, or falls over, while the lab is at work: on an engine of the test's own, with the smallest of images. */
describe('scenario: Docker restarts in mid-job', function () {
  this.timeout(300_000);
  const services = ['front', 'prod-db', 'prod-glab'];
  let engine: SecondEngine;
  let lab: HostLab;
  let owner: HostClient;
  let labFile: (memory: string) => string;

  before(async () => {
    engine = await SecondEngine.start();
    const image = await idleImage();
    labFile = (memory) => `name: Test lab
domain: lab.localhost
images: { override: { front: '${image}', database: '${image}', glab: '${image}' } }
environments: { prod: { resources: { glab: { memory: ${memory} }, database: { memory: ${memory} } } } }
`;
    lab = await HostLab.create(labFile('512 MiB'), engine.socketPath);
    lab.start();
    owner = await HostClient.claim(lab);
    await lab.up();
  });
  after(async () => {
    await (lab as HostLab | undefined)?.remove();
    await engine.stop();
  });

  it('must come to what an apply asked for, whether its job outlived the restart or not', async () => {
    await lab.editLabFile(labFile('640 MiB'));
    await until('it is accepted', async () => (await owner.config()).text.includes('640'));
    const job = await owner.ask('apply', 'lab', { waitForWork: 0 });
    await acting(job);
    await engine.restart();
    await toldAndConverged(job);
    for (const service of ['prod-db', 'prod-glab'])
      expect(await memoryOf(service), service).to.equal(640 * 1024 ** 2);
  });

  it('must bring everything up again that a restart of all services had taken down', async () => {
    const job = await owner.ask('restart', 'lab', { waitForWork: 0 });
    await acting(job);
    await engine.restart();
    await toldAndConverged(job);
  });

  it('must not start again what was to be stopped when it was asked for', async () => {
    const job = await owner.ask('stop', 'prod', { waitForWork: 0 });
    await acting(job);
    await engine.restart();
    await toldAndConverged(job, ['front']);
    const { services: all } = await owner.status();
    const prod = all.filter(({ environment }) => environment === 'prod');
    const ended = await owner.get<JobReply>(`/jobs/${job.id}`);
    // As before or as asked: a stop that failed says so, and what it stopped by then is what is stopped.
    for (const { name, wanted, state } of prod)
      expect([name, state]).to.deep.equal([name, wanted === 'running' ? 'running' : 'stopped']);
    if (ended.state === 'succeeded')
      expect(prod.map(({ wanted }) => wanted)).to.deep.equal(['stopped', 'stopped']);
    expect((await owner.run('start', 'prod')).state).to.equal('succeeded');
    await until('all serves', () => lab.serves(...services));
  });

  /** The smallest there is, healthy at once; as glab it says that nothing is at work. */
  async function idleImage(): Promise<string> {
    const root = await busyboxRoot();
    try {
      const says = '{"running_scenarios": 0, "queued_scenarios": 0}';
      await writeFile(join(root, 'bin/labstead-glab'), `#!/bin/sh\necho '${says}'\n`, { mode: 0o755 });
      const check = 'HEALTHCHECK --interval=1s --timeout=5s CMD ["/bin/true"]';
      await importImage(engine.api, root, `labstead-test/${testRun}`, 'idle', [check]);
      return `labstead-test/${testRun}:idle`;
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  }

  /** It has begun to change something. */
  async function acting(job: JobReply): Promise<void> {
    await until('the job acts', async () => {
      const { steps } = await owner.get<JobReply>(`/jobs/${job.id}`);
      return steps.some(({ state }) => state === 'done' || state === 'intent');
    });
  }

  /** The job has an end in words, and the lab is as wished: one container a service, and nothing left over. */
  async function toldAndConverged(job: JobReply, serving = services): Promise<void> {
    const { state, outcome, error } = await owner.ended(job);
    expect(state, JSON.stringify(error)).to.be.oneOf(['succeeded', 'failed']);
    expect(outcome).to.match(/\S/);
    if (state === 'failed') expect(error?.code).to.match(/^(docker|container)\./);
    await until(
      'nothing is left to do',
      async () =>
        lab.unfinishedJobs() === 0 &&
        (await owner.status()).state !== 'unknown' &&
        (await owner.plan()).empty &&
        (await lab.serves(...serving)),
      120_000,
    );
    const names = (await lab.containers()).flatMap(({ Names }) => Names).sort();
    expect(names).to.deep.equal(services.map((name) => `/${lab.labId}-${name}`));
    expect(await owner.problem('docker-unreachable')).to.equal(undefined);
  }

  async function memoryOf(service: string): Promise<number> {
    const path = `/containers/${lab.labId}-${service}/json`;
    return (await lab.engine.get<{ HostConfig: { Memory: number } }>(path)).HostConfig.Memory;
  }
});
