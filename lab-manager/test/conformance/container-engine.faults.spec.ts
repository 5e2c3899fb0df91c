import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dockerEngine } from '../../src/adapters/docker/docker-engine.ts';
import type { ContainerSpec } from '../../src/core/model/container-spec.ts';
import type { ContainerEngine, EngineEvent, PullProgress } from '../../src/core/ports.ts';
import { testRun, testRunLabel } from '../support/reaper.ts';
import { SecondEngine, sweepDeadEngines } from '../support/second-engine.ts';
import type { TestImages } from '../support/test-engine-image.ts';
import { importImage, makeTestImages } from '../support/test-engine-image.ts';
import { TestRegistry } from '../support/test-engine-registry.ts';
import { eventually, listen } from './container-engine.suite.ts';
import { refused } from '../support/refused.ts';

const labId = `f${randomBytes(4).toString('hex')}`;
const labels = { 'org.labstead.lab': labId, [testRunLabel]: testRun };
const question = { labId, images: [], containerNames: [], networkNames: [] };
const megabyte = 1024 * 1024;

/** Faults of the engine itself; on the newer one, which is the tests' own to stop and to freeze. */
describe('conformance/container-engine: bad days', () => {
  let second: SecondEngine;
  let images: TestImages;

  const connect = (limits = {}): ContainerEngine =>
    dockerEngine({ labId, dataRoot: '/var/lib/labstead', socketPath: second.socketPath, limits });

  const spec = (service: string): ContainerSpec => ({
    name: `${labId}-${service}`,
    image: images.plain,
    user: '10001:10001',
    command: undefined,
    environment: {},
    labels: { ...labels, 'org.labstead.service': service },
    mounts: [],
    tmpfs: [],
    networks: [],
    memoryBytes: 32 * megabyte,
    cpus: undefined,
    pids: 16,
    oomScoreAdjust: 0,
    stopGraceSeconds: 1,
  });

  before(async () => {
    await sweepDeadEngines();
    second = await SecondEngine.start();
    images = await makeTestImages(second.api);
  });

  after(async () => {
    await (second as SecondEngine | undefined)?.stop();
  });

  describe('an engine that is away', () => {
    it('is told as such, with what to do, and found by itself when it comes', async () => {
      const engine = connect();
      await second.halt();
      const error = await refused('docker.unreachable', () => engine.facts());
      expect(error.hint).to.include('systemctl start docker');
      await refused('docker.unreachable', () => engine.observe(question));
      await refused('docker.unreachable', () => engine.startContainer(`${labId}-a`));
      await second.resume();
      expect((await engine.facts()).version).to.match(/^\d+\./);
      expect(await engine.observe(question)).to.deep.equal({ images: {}, networks: [], containers: [] });
    });

    it('whose socket does not exist is unreachable', async () => {
      const engine = dockerEngine({ labId, dataRoot: '/x', socketPath: 'unix:///nonexistent/docker.sock' });
      await refused('docker.unreachable', () => engine.facts());
    });

    it('whose socket may not be used is forbidden, with who may', async () => {
      const { seteuid, geteuid } = process;
      if (seteuid === undefined || geteuid?.() !== 0) throw new Error('this test has to run as root');
      // By a name of its own, so that no connection kept from before is used.
      const socketPath = join(second.directory, 'other.sock');
      await symlink(second.socketPath, socketPath);
      const engine = dockerEngine({ labId, dataRoot: '/var/lib/labstead', socketPath });
      seteuid(65534);
      try {
        const error = await refused('docker.forbidden', () => engine.facts());
        expect(error.hint).to.include('root');
      } finally {
        seteuid(0);
      }
    });
  });

  it('a restart of the engine: events go on with a call to look, and what ran runs again', async () => {
    const engine = connect();
    const ended = new AbortController();
    const seen: EngineEvent[] = [];
    const listening = listen(engine.events(labId, ended.signal), seen);
    await engine.createContainer(spec('a'), 'aaa', 'job1');
    await engine.startContainer(`${labId}-a`);
    await eventually(() => expect(seen.map(({ action }) => action)).to.include('start'));
    const before = await engine.observe(question);
    await second.restart();
    await eventually(() =>
      expect(seen.filter(({ type }) => type === 'reconnected')).to.have.lengthOf.at.least(2),
    );
    const { containers } = await eventually(async () => {
      const found = await engine.observe(question);
      expect(found.containers[0]?.state).to.equal('running');
      return found;
    });
    expect(containers.map(({ id }) => id)).to.deep.equal(before.containers.map(({ id }) => id));
    await engine.stopContainer(`${labId}-a`, 1);
    await eventually(() => expect(seen.at(-1)?.action).to.equal('die'));
    ended.abort();
    await listening;
    await engine.removeContainer(`${labId}-a`);
  });

  it('an engine that hangs: calls end in time, and it is usable once it wakes, without a double start', async () => {
    const engine = connect();
    const impatient = connect({ look: 1000, start: 1000, change: 1000 });
    await engine.createContainer(spec('b'), 'aaa', 'job1');
    await second.freeze();
    try {
      const began = performance.now();
      await refused('docker.timeout', () => impatient.observe(question));
      await refused('docker.timeout', () => impatient.startContainer(`${labId}-b`));
      await refused('docker.timeout', () => impatient.facts());
      expect(performance.now() - began).to.be.lessThan(6000);
    } finally {
      second.thaw();
    }
    await eventually(() => impatient.startContainer(`${labId}-b`));
    const { containers } = await engine.observe(question);
    expect(containers.map(({ state, restartCount }) => [state, restartCount])).to.deep.equal([
      ['running', 0],
    ]);
    await engine.stopContainer(`${labId}-b`, 1);
    await engine.removeContainer(`${labId}-b`);
  });

  describe('a pull over a bad line', () => {
    let registry: TestRegistry;
    let from: string;
    const image = `labstead-test/${labId}:big`;
    const size = 8 * megabyte;

    before(async () => {
      const root = await mkdtemp(join(tmpdir(), 'labstead-big-'));
      await writeFile(join(root, 'noise'), randomBytes(size));
      await importImage(second.api, root, `labstead-test/${labId}`, 'source', []);
      await rm(root, { recursive: true });
      registry = await TestRegistry.start(second.hostAddress);
      from = await registry.offer(second.api, `labstead-test/${labId}:source`, 'labstead/big');
      await second.api.delete(`/images/labstead-test/${labId}:source`);
      // What the lab uses now, under the name that will be pulled.
      await second.api.post(`/images/${images.plain}/tag?repo=labstead-test/${labId}&tag=big`);
    });

    after(() => (registry as TestRegistry | undefined)?.stop());
    afterEach(() => registry.proxy.heal());

    const imageId = async (): Promise<string | undefined> =>
      (await connect().observe({ ...question, images: [image] })).images[image];

    it('that is cut at 60 % fails as such, and the old image stays in use', async () => {
      const before = await imageId();
      registry.proxy.cutAfter(size * 0.6);
      const progress: PullProgress[] = [];
      const error = await refused('image.unavailable', () =>
        connect().pullImage(from, image, (step) => progress.push(step)),
      );
      expect(error.hint).to.be.a('string');
      // More than came through: the engine adds what its second attempt fetched again.
      expect(Math.max(...progress.map(({ current }) => current))).to.be.within(1, size * 1.2);
      expect(await imageId()).to.equal(before);
    });

    it('that falls silent is given up after the stall limit', async () => {
      const before = await imageId();
      registry.proxy.silenceAfter(size * 0.3);
      const error = await refused('image.unavailable', () =>
        connect({ pullStall: 2000 }).pullImage(from, image, () => undefined),
      );
      expect(error.message).to.include('nothing came for 2 s');
      expect(await imageId()).to.equal(before);
    });

    it('that falls silent can be cancelled', async () => {
      registry.proxy.silenceAfter(size * 0.3);
      const cancel = new AbortController();
      const onProgress = ({ current }: PullProgress) => current > 0 && cancel.abort();
      await refused('job.cancelled', () => connect().pullImage(from, image, onProgress, cancel.signal));
    });

    it('succeeds once the line is whole again', async () => {
      const before = await imageId();
      const progress: PullProgress[] = [];
      await connect().pullImage(from, image, (step) => progress.push(step));
      expect(await imageId()).not.to.equal(before);
      // Less than all where the engine had kept a part: it counts what it fetches.
      expect(progress.at(-1)?.current).to.be.within(1, size * 1.1);
      expect(progress.at(-1)?.total).to.equal(progress.at(-1)?.current);
    });

    it('from a registry that is not there is said so', async () => {
      const nowhere = `${second.hostAddress}:1/labstead/big:1`;
      const error = await refused('image.unavailable', () =>
        connect().pullImage(nowhere, image, () => undefined),
      );
      expect(error.message).to.include('the registry did not answer');
    });
  });
});
