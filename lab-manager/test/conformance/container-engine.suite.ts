import { expect } from 'chai';
import type { ContainerSpec } from '../../src/core/model/container-spec.ts';
import type { DesiredNetwork } from '../../src/core/model/desired-state.ts';
import type { ObservedContainer } from '../../src/core/model/observed-state.ts';
import type { ContainerEngine, EngineEvent, LogLine, PullProgress } from '../../src/core/ports.ts';
import { refused } from '../support/refused.ts';

/** What a container of the suite does; each implementation has its own way to get one. */
export type Program =
  /** Runs until stopped; no health check. */
  | 'plain'
  | 'healthy'
  /** Its check says `the database says no`; it printed `one`. */
  | 'sick'
  /** Passes its check as soon as it is asked; the engine asks only after an hour. */
  | 'prompt'
  /** Its check fails for an hour. */
  | 'slow'
  /** Prints `giving up` and leaves with code 3. */
  | 'exits'
  /** Leaves with code 3, each time the engine restarts it, until `letStay`. */
  | 'stumbles'
  /** Leaves once, before anybody could take it for running, and runs on when the engine restarted it. */
  | 'recovers'
  /** Prints `one`, then `two` to stderr, then `three`, then runs on. */
  | 'speaks';

/** An engine with everything the suite needs to know and to arrange around it. */
export interface EngineBench {
  readonly engine: ContainerEngine;
  readonly labId: string;
  readonly dataRoot: string;
  /** For everything the suite makes. */
  readonly labels: Readonly<Record<string, string>>;
  /** A reference that can be pulled, not on the machine under this name. */
  readonly pullable: string;
  /** A reference whose registry does not have it. */
  readonly unavailable: string;
  program(program: Program): Pick<ContainerSpec, 'image' | 'command'> & Partial<ContainerSpec>;
  /** From its next start on, what stumbled runs until stopped. */
  letStay(): Promise<void>;
  addForeignContainer(name: string): Promise<void>;
  addForeignNetwork(name: string): Promise<void>;
  removeByHand(container: string): Promise<void>;
  /** Of any container, through other hands than the engine's. */
  idOf(container: string): Promise<string | undefined>;
  stateOf(container: string): Promise<string | undefined>;
  /** Removes all containers and networks the suite made. */
  clear(): Promise<void>;
}

/** The obligations of every container engine, held against `bench()`. */
export function containerEngineSuite(bench: () => EngineBench): void {
  afterEach(() => bench().clear());

  const name = (service: string) => `${bench().labId}-${service}`;
  const never = new AbortController().signal;

  const network = (service: string, change: Partial<DesiredNetwork> = {}): DesiredNetwork => ({
    name: name(service),
    internal: false,
    mtu: undefined,
    labels: bench().labels,
    attach: [],
    ...change,
  });

  const spec = (service: string, program: Program, change: Partial<ContainerSpec> = {}): ContainerSpec => ({
    name: name(service),
    user: '10001:10001',
    environment: { GREETING: 'hello' },
    labels: { ...bench().labels, 'org.labstead.service': service },
    mounts: [],
    tmpfs: [{ path: '/tmp', sizeBytes: 1_000_000, uid: 10001, gid: 10001, exec: false }],
    networks: [],
    memoryBytes: 64 * 1024 * 1024,
    cpus: undefined,
    pids: 64,
    oomScoreAdjust: 300,
    stopGraceSeconds: 1,
    ...bench().program(program),
    ...change,
  });

  const look = (change: { images?: string[]; containerNames?: string[]; networkNames?: string[] } = {}) =>
    bench().engine.observe({
      labId: bench().labId,
      images: [],
      containerNames: [],
      networkNames: [],
      ...change,
    });

  const container = async (service: string): Promise<ObservedContainer | undefined> =>
    (await look()).containers.find((found) => found.name === name(service));

  const create = (service: string, program: Program, change: Partial<ContainerSpec> = {}, hash = 'aaa') =>
    bench().engine.createContainer(spec(service, program, change), hash, 'job1');

  const run = async (service: string, program: Program) => {
    await create(service, program);
    await bench().engine.startContainer(name(service));
  };

  /** Each pause before a restart is longer than the one before: this one leaves time to do something. */
  const restarting = (service: string): Promise<void> =>
    eventually(async () => {
      const { state, restartCount = 0 } = (await container(service)) ?? {};
      expect([state, restartCount > 3]).to.deep.equal(['restarting', true]);
    });

  const logsOf = async (service: string, tail?: number, since?: number): Promise<LogLine[]> =>
    collect(bench().engine.logs(name(service), { tail, since, follow: false }, never));

  /** Waits for what was printed to reach the log. */
  const spoken = async (service: string, lines: number): Promise<LogLine[]> =>
    eventually(async () => {
      const found = await logsOf(service);
      expect(found).to.have.lengthOf(lines);
      return found;
    });

  describe('facts', () => {
    it('tells which engine it is and where it keeps things', async () => {
      const facts = await bench().engine.facts();
      expect(facts.version).to.match(/^\d+\.\d+/);
      expect(facts.apiVersion).to.match(/^1\.\d+$/);
      expect(facts.rootDirectory).to.match(/^\//);
    });
  });

  describe('observe', () => {
    it('finds nothing of a lab that made nothing', async () => {
      expect(await look()).to.deep.equal({ images: {}, networks: [], containers: [] });
    });

    it('tells the ids of those images that were asked for and are here', async () => {
      const { image } = bench().program('plain');
      const { images } = await look({ images: [image, bench().unavailable] });
      expect(Object.keys(images)).to.deep.equal([image]);
      expect(images[image]).to.match(/^sha256:[0-9a-f]{64}$/);
    });

    it('reports a foreign container only where it holds a name the lab wants, and reveals no labels of it', async () => {
      await bench().addForeignContainer(name('taken'));
      await bench().addForeignContainer(`other-${bench().labId}`);
      const { containers } = await look({ containerNames: [name('taken'), name('free')] });
      expect(containers.map(({ name: found }) => found)).to.deep.equal([name('taken')]);
      expect(containers[0]).to.include({ ours: false, service: undefined, configHash: undefined });
    });

    it('reports a foreign network only where it holds a name the lab wants', async () => {
      await bench().addForeignNetwork(name('taken'));
      expect((await look()).networks).to.deep.equal([]);
      const { networks } = await look({ networkNames: [name('taken')] });
      expect(networks.map(({ name: found, ours }) => [found, ours])).to.deep.equal([[name('taken'), false]]);
    });

    it('gives up when told to', async () => {
      const question = { labId: bench().labId, images: [], containerNames: [], networkNames: [] };
      await refused('job.cancelled', () => bench().engine.observe(question, AbortSignal.abort()));
    });
  });

  describe('networks', () => {
    it('a created network is observed as asked for', async () => {
      await bench().engine.createNetwork(network('inside', { internal: true }));
      await bench().engine.createNetwork(network('outside'));
      expect((await look()).networks).to.deep.equal([
        { name: name('inside'), ours: true, internal: true, containers: [] },
        { name: name('outside'), ours: true, internal: false, containers: [] },
      ]);
    });

    it('creating a network again changes nothing, with another nature is refused', async () => {
      await bench().engine.createNetwork(network('net'));
      await bench().engine.createNetwork(network('net'));
      await refused('docker.failed', () => bench().engine.createNetwork(network('net', { internal: true })));
      expect((await look()).networks).to.have.lengthOf(1);
    });

    it("a foreign network's name is refused and the network is left alone", async () => {
      await bench().addForeignNetwork(name('net'));
      await refused('docker.name_taken', () => bench().engine.createNetwork(network('net')));
      await refused('docker.name_taken', () => bench().engine.removeNetwork(name('net')));
      expect((await look({ networkNames: [name('net')] })).networks).to.have.lengthOf(1);
    });

    it("a network without the lab's label is refused", async () => {
      await refused('spec.refused', () => bench().engine.createNetwork(network('net', { labels: {} })));
    });

    it('removing a network detaches what is ours; removing it again succeeds', async () => {
      await bench().engine.createNetwork(network('net'));
      await create('a', 'plain', { networks: [{ name: name('net'), aliases: ['a'] }] });
      await bench().engine.startContainer(name('a'));
      await bench().engine.removeNetwork(name('net'));
      await bench().engine.removeNetwork(name('net'));
      expect((await look()).networks).to.deep.equal([]);
      expect((await container('a'))?.state).to.equal('running');
    });

    it('a container is attached to a further network, once', async () => {
      await bench().engine.createNetwork(network('first'));
      await bench().engine.createNetwork(network('net'));
      await create('a', 'plain', { networks: [{ name: name('first'), aliases: ['a'] }] });
      await bench().engine.startContainer(name('a'));
      await bench().engine.connectNetwork(name('net'), name('a'), 'alias');
      await bench().engine.connectNetwork(name('net'), name('a'), 'alias');
      expect((await look()).networks.map(({ containers }) => containers)).to.deep.equal([
        [name('a')],
        [name('a')],
      ]);
      expect((await container('a'))?.networks).to.deep.equal([name('first'), name('net')]);
    });

    it('foreign networks and containers are never attached', async () => {
      await bench().engine.createNetwork(network('net'));
      await bench().addForeignContainer(name('foreign'));
      await bench().addForeignNetwork(name('theirs'));
      await create('a', 'plain');
      const { engine } = bench();
      await refused('docker.name_taken', () => engine.connectNetwork(name('net'), name('foreign'), 'x'));
      await refused('docker.name_taken', () => engine.connectNetwork(name('theirs'), name('a'), 'x'));
      await refused('docker.not_found', () => engine.connectNetwork(name('none'), name('a'), 'x'));
    });
  });

  describe('creating containers', () => {
    it('a created container is observed with its service, hash, image and networks, not yet running', async () => {
      await bench().engine.createNetwork(network('one'));
      await bench().engine.createNetwork(network('two', { internal: true }));
      const networks = [
        { name: name('one'), aliases: ['a'] },
        { name: name('two'), aliases: ['a', 'b'] },
      ];
      await create('a', 'healthy', { networks });
      const { image } = bench().program('healthy');
      const seen = await look({ images: [image] });
      expect(seen.containers).to.have.lengthOf(1);
      expect(seen.containers[0]).to.deep.include({
        name: name('a'),
        ours: true,
        service: 'a',
        configHash: 'aaa',
        imageId: seen.images[image],
        state: 'created',
        health: 'none',
        restartCount: 0,
        startedAt: undefined,
        exitCode: undefined,
        networks: [name('one'), name('two')],
      });
      expect(seen.networks.map(({ containers }) => containers)).to.deep.equal([[name('a')], [name('a')]]);
    });

    it('creating what is there with the same hash adopts it', async () => {
      await create('a', 'plain');
      const before = await container('a');
      await create('a', 'plain');
      expect((await container('a'))?.id).to.equal(before?.id);
    });

    it('creating what is there with another hash is refused and the old one stays', async () => {
      await run('a', 'plain');
      const before = await container('a');
      await refused('docker.failed', () => create('a', 'plain', {}, 'bbb'));
      expect(await container('a')).to.deep.equal(before);
    });

    it("a foreign container's name is refused and the container is left alone", async () => {
      await bench().addForeignContainer(name('a'));
      const before = await bench().idOf(name('a'));
      const error = await refused('docker.name_taken', () => create('a', 'plain'));
      expect(error.message).to.include(name('a'));
      expect(error.hint).to.be.a('string');
      expect(await bench().idOf(name('a'))).to.equal(before);
    });

    it('what a container must not ask for is refused and nothing is made', async () => {
      const unknown: object = { privileged: true };
      const wrong: Partial<ContainerSpec>[] = [
        unknown,
        { user: '0:0' },
        { user: 'root' },
        { labels: {} },
        { networks: [{ name: 'host', aliases: [] }] },
        { mounts: [{ source: '/etc', target: '/data', readOnly: true }] },
        { mounts: [{ source: `${bench().dataRoot}/../etc`, target: '/data', readOnly: true }] },
        { mounts: [{ source: bench().dataRoot, target: '/data', readOnly: true }] },
      ];
      for (const change of wrong) await refused('spec.refused', () => create('a', 'plain', change));
      expect(await bench().idOf(name('a'))).to.equal(undefined);
    });

    it('an image that is not here is said so', async () => {
      await refused('image.unavailable', () => create('a', 'plain', { image: bench().unavailable }));
      expect((await look()).containers).to.deep.equal([]);
    });

    it('a network that is not here is said so and no half-made container is left', async () => {
      const networks = [{ name: name('none'), aliases: [] }];
      await refused('docker.not_found', () => create('a', 'plain', { networks }));
      expect((await look()).containers).to.deep.equal([]);
    });
  });

  describe('renaming containers', () => {
    it('a container keeps all but its name; renaming again succeeds', async () => {
      await run('a', 'plain');
      const before = await container('a');
      await bench().engine.renameContainer(name('a'), name('b'));
      await bench().engine.renameContainer(name('a'), name('b'));
      expect(await container('b')).to.deep.equal({ ...before, name: name('b') });
      expect(await container('a')).to.equal(undefined);
    });

    it('names in use, foreign containers and missing ones are refused', async () => {
      await create('a', 'plain');
      await create('b', 'plain');
      await bench().addForeignContainer(name('foreign'));
      const { engine } = bench();
      await refused('docker.failed', () => engine.renameContainer(name('a'), name('b')));
      await refused('docker.name_taken', () => engine.renameContainer(name('a'), name('foreign')));
      await refused('docker.name_taken', () => engine.renameContainer(name('foreign'), name('c')));
      await refused('docker.not_found', () => engine.renameContainer(name('none'), name('c')));
    });
  });

  describe('starting, stopping and removing containers', () => {
    it('a started container runs; starting it again succeeds', async () => {
      await run('a', 'plain');
      await bench().engine.startContainer(name('a'));
      const found = await container('a');
      expect(found).to.include({ state: 'running', exitCode: undefined });
      expect(found?.startedAt).to.be.a('number');
    });

    it('a stopped container stays, with its exit code; stopping it again succeeds', async () => {
      await run('a', 'plain');
      await bench().engine.stopContainer(name('a'), 1);
      await bench().engine.stopContainer(name('a'), 1);
      const found = await container('a');
      expect(found?.state).to.equal('exited');
      expect(found?.exitCode).to.be.a('number');
      await bench().engine.startContainer(name('a'));
      expect((await container('a'))?.state).to.equal('running');
    });

    it('a removed container is gone; removing it again succeeds', async () => {
      await create('a', 'plain');
      await bench().engine.removeContainer(name('a'));
      await bench().engine.removeContainer(name('a'));
      expect(await container('a')).to.equal(undefined);
    });

    it('a running container is not removed', async () => {
      await run('a', 'plain');
      await refused('docker.failed', () => bench().engine.removeContainer(name('a')));
      expect((await container('a'))?.state).to.equal('running');
    });

    it('a foreign container is neither started, stopped nor removed', async () => {
      await bench().addForeignContainer(name('a'));
      const { engine } = bench();
      await refused('docker.name_taken', () => engine.startContainer(name('a')));
      await refused('docker.name_taken', () => engine.stopContainer(name('a'), 1));
      await refused('docker.name_taken', () => engine.removeContainer(name('a')));
      expect(await bench().stateOf(name('a'))).to.equal('running');
    });

    it('starting or stopping what is not there is refused', async () => {
      await refused('docker.not_found', () => bench().engine.startContainer(name('none')));
      await refused('docker.not_found', () => bench().engine.stopContainer(name('none'), 1));
    });

    it('a paused container is seen as such and goes on when it is told to; either again changes nothing', async () => {
      await run('a', 'plain');
      const before = await container('a');
      for (const attempt of [1, 2]) {
        await bench().engine.pauseContainer(name('a'));
        expect((await container('a'))?.state, `attempt ${attempt}`).to.equal('paused');
      }
      await refused('container.not_running', () => bench().engine.exec(name('a'), ['echo'], 5));
      for (const attempt of [1, 2]) {
        await bench().engine.unpauseContainer(name('a'));
        expect(await container('a'), `attempt ${attempt}`).to.deep.equal(before);
      }
    });

    it('a paused container stops as any other, and is not removed before', async () => {
      await run('a', 'plain');
      await bench().engine.pauseContainer(name('a'));
      await refused('docker.failed', () => bench().engine.removeContainer(name('a')));
      await bench().engine.stopContainer(name('a'), 1);
      expect((await container('a'))?.state).to.equal('exited');
      await bench().engine.removeContainer(name('a'));
    });

    it('what does not run is not paused, and has nothing to go on with', async () => {
      await create('a', 'plain');
      await bench().addForeignContainer(name('foreign'));
      const { engine } = bench();
      await refused('container.not_running', () => engine.pauseContainer(name('a')));
      await engine.unpauseContainer(name('a'));
      expect((await container('a'))?.state).to.equal('created');
      await refused('docker.name_taken', () => engine.pauseContainer(name('foreign')));
      await refused('docker.name_taken', () => engine.unpauseContainer(name('foreign')));
      await refused('docker.not_found', () => engine.pauseContainer(name('none')));
      await refused('docker.not_found', () => engine.unpauseContainer(name('none')));
    });

    it('a container removed by hand is no longer observed', async () => {
      await run('a', 'plain');
      await bench().removeByHand(name('a'));
      expect((await look()).containers).to.deep.equal([]);
    });
  });

  describe('waiting until healthy', () => {
    it('ends when the health check succeeds', async () => {
      await run('a', 'healthy');
      await bench().engine.waitHealthy(name('a'), 30);
      expect(await container('a')).to.include({ state: 'running', health: 'healthy' });
    });

    it('ends as soon as the container passes its check, not when the engine gets round to asking', async () => {
      await run('a', 'prompt');
      expect((await container('a'))?.health).to.equal('healthy');
      await bench().engine.waitHealthy(name('a'), 30);
    });

    it('ends when it runs where there is no health check', async () => {
      await run('a', 'plain');
      await bench().engine.waitHealthy(name('a'), 30);
      expect((await container('a'))?.health).to.equal('none');
    });

    it('fails with the last health output and the last lines of the log', async () => {
      await run('a', 'sick');
      const error = await refused('container.unhealthy', () => bench().engine.waitHealthy(name('a'), 30));
      expect(error.details).to.deep.include({ path: `${name('a')}.health`, message: 'the database says no' });
      expect(error.details).to.deep.include({ path: `${name('a')}.log`, message: 'one' });
      expect(await container('a')).to.include({
        health: 'unhealthy',
        healthMessage: 'the database says no',
      });
    });

    it('fails when the container leaves, with its last words', async () => {
      await run('a', 'exits');
      const error = await refused('container.exited', () => bench().engine.waitHealthy(name('a'), 30));
      expect(error.details).to.deep.include({ path: `${name('a')}.log`, message: 'giving up' });
      expect(error.hint).to.equal('See its log: labctl logs a');
    });

    it('goes on while one that fell before waits for its restart', async () => {
      await run('a', 'stumbles');
      await restarting('a');
      const waiting = bench().engine.waitHealthy(name('a'), 30);
      await bench().letStay();
      await waiting;
      expect((await container('a'))?.state).to.equal('running');
    });

    it('fails when one that was restarting falls again', async () => {
      await run('a', 'stumbles');
      await restarting('a');
      await refused('container.exited', () => bench().engine.waitHealthy(name('a'), 30));
    });

    it('goes on when the container falls once, and the engine has it run again', async () => {
      await run('a', 'recovers');
      await bench().engine.waitHealthy(name('a'), 30);
      expect(await container('a')).to.include({ state: 'running', restartCount: 1 });
    });

    it('fails when time is up', async () => {
      await run('a', 'slow');
      expect((await container('a'))?.health).to.equal('starting');
      await refused('container.unhealthy', () => bench().engine.waitHealthy(name('a'), 1));
    });

    it('gives up when told to', async () => {
      await run('a', 'slow');
      const signal = AbortSignal.timeout(200);
      await refused('job.cancelled', () => bench().engine.waitHealthy(name('a'), 60, signal));
    });

    it('fails when the container is removed meanwhile', async () => {
      await run('a', 'slow');
      const waiting = refused('docker.not_found', () => bench().engine.waitHealthy(name('a'), 60));
      await bench().removeByHand(name('a'));
      await waiting;
    });
  });

  describe('counters', () => {
    const countersOf = async (service: string) => {
      const id = await bench().idOf(name(service));
      return bench().engine.counters(id ?? 'f'.repeat(64));
    };

    it('of a container that runs, it tells what was used and what the limits are', async () => {
      await run('a', 'plain');
      // What brings a program into its container is counted there, too, until the program has taken its place.
      const settled = async () => {
        const found = await countersOf('a');
        expect(found?.pids).to.be.within(1, 5);
        return found;
      };
      const found = await eventually(settled);
      expect(found).to.include({ memoryLimitBytes: 64 * 1024 * 1024, pidsLimit: 64 });
      expect(found?.memoryBytes).to.be.within(1, 32 * 1024 * 1024);
      expect(found?.cpuSeconds).to.be.within(0, 5);
      expect(found?.sentBytes).to.be.at.least(0);
    });

    it('what is counted up never counts down', async () => {
      await run('a', 'plain');
      const before = await countersOf('a');
      const after = await countersOf('a');
      for (const counter of [
        'cpuSeconds',
        'receivedBytes',
        'sentBytes',
        'readBytes',
        'writtenBytes',
      ] as const)
        expect(after?.[counter], counter).to.be.at.least(before?.[counter] ?? NaN);
    });

    it('of a container that doesn’t run, or is not there, it tells nothing', async () => {
      await create('a', 'plain');
      expect(await countersOf('a')).to.equal(undefined);
      expect(await countersOf('none')).to.equal(undefined);
    });

    it('gives up when told to', async () => {
      await run('a', 'plain');
      const id = (await bench().idOf(name('a'))) ?? '';
      await refused('job.cancelled', () => bench().engine.counters(id, AbortSignal.abort()));
    });
  });

  describe('logs', () => {
    it('tell the lines of both streams in order, with times', async () => {
      await run('a', 'speaks');
      const lines = await spoken('a', 3);
      expect(lines.map(({ stream, text }) => [stream, text])).to.deep.equal([
        ['stdout', 'one'],
        ['stderr', 'two'],
        ['stdout', 'three'],
      ]);
      for (const { time } of lines) expect(time).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/);
    });

    it('are limited to the last lines, or to those since a time', async () => {
      await run('a', 'speaks');
      const lines = await spoken('a', 3);
      expect((await logsOf('a', 2)).map(({ text }) => text)).to.deep.equal(['two', 'three']);
      expect(await logsOf('a', 0)).to.deep.equal([]);
      const since = Date.parse(lines[2]?.time ?? '');
      expect((await logsOf('a', undefined, since)).map(({ text }) => text)).to.deep.equal(['three']);
    });

    it('are followed until the container stops', async () => {
      await run('a', 'speaks');
      await spoken('a', 3);
      const followed = collect(
        bench().engine.logs(name('a'), { tail: 1, since: undefined, follow: true }, never),
      );
      await bench().engine.stopContainer(name('a'), 1);
      expect((await followed).map(({ text }) => text)).to.deep.equal(['three']);
    });

    it('end quietly when told to', async () => {
      await run('a', 'speaks');
      const signal = AbortSignal.timeout(300);
      await collect(
        bench().engine.logs(name('a'), { tail: undefined, since: undefined, follow: true }, signal),
      );
    });

    it('of foreign and of missing containers are refused', async () => {
      await bench().addForeignContainer(name('foreign'));
      await refused('docker.name_taken', () => logsOf('foreign'));
      await refused('docker.not_found', () => logsOf('none'));
    });
  });

  describe('running commands inside', () => {
    it('passes arguments as they are: no shell sees them', async () => {
      await run('a', 'plain');
      const words = '$(id) `id`; id | cat > /x "quoted"';
      const result = await bench().engine.exec(name('a'), ['echo', words], 20);
      expect(result).to.deep.equal({ exitCode: 0, stdout: `${words}\n`, stderr: '' });
    });

    it('tells the exit code and both streams', async () => {
      await run('a', 'plain');
      const result = await bench().engine.exec(name('a'), ['sh', '-c', 'echo out; echo err >&2; exit 7'], 20);
      expect(result).to.deep.equal({ exitCode: 7, stdout: 'out\n', stderr: 'err\n' });
    });

    it('cuts the output at one megabyte', async () => {
      await run('a', 'plain');
      const { stdout, exitCode } = await bench().engine.exec(
        name('a'),
        ['head', '-c', '3000000', '/dev/zero'],
        30,
      );
      expect(stdout).to.have.lengthOf(1024 * 1024);
      expect(exitCode).to.equal(0);
    });

    it('is given up in time', async () => {
      await run('a', 'plain');
      await refused('docker.timeout', () => bench().engine.exec(name('a'), ['sleep', '60'], 1));
    });

    it('is given up when nobody waits for it any more', async () => {
      await run('a', 'plain');
      const gone = new AbortController();
      setTimeout(() => gone.abort(), 200);
      await refused('job.cancelled', () => bench().engine.exec(name('a'), ['sleep', '60'], 60, gone.signal));
    });

    it('is refused in a foreign container and in one that does not run', async () => {
      await bench().addForeignContainer(name('foreign'));
      await create('a', 'plain');
      await refused('docker.name_taken', () => bench().engine.exec(name('foreign'), ['echo'], 5));
      await refused('container.not_running', () => bench().engine.exec(name('a'), ['echo'], 5));
    });
  });

  describe('events', () => {
    it('begin with a call to look, then tell what happens to the lab and to nobody else', async () => {
      const ended = new AbortController();
      const seen: EngineEvent[] = [];
      const listening = listen(bench().engine.events(bench().labId, ended.signal), seen);
      const told = () => seen.map(({ type, action, name: who }) => `${type} ${action} ${who ?? ''}`);
      try {
        await eventually(() => expect(seen[0]?.type).to.equal('reconnected'));
        await bench().addForeignContainer(`other-${bench().labId}`);
        await bench().engine.createNetwork(network('net'));
        await run('a', 'healthy');
        await eventually(() => expect(told()).to.include(`container health_status: healthy ${name('a')}`));
        await bench().engine.stopContainer(name('a'), 1);
        await bench().engine.removeContainer(name('a'));
        await eventually(() =>
          expect(told()).to.include.members([
            `network create ${name('net')}`,
            `container create ${name('a')}`,
            `container start ${name('a')}`,
            `container die ${name('a')}`,
            `container destroy ${name('a')}`,
          ]),
        );
      } finally {
        ended.abort();
        await listening;
      }
      const others = seen.filter(({ type, name: who }) => type === 'container' && who !== name('a'));
      expect(others).to.deep.equal([]);
    });

    it('never end before they are told to, and then at once', async () => {
      await collect(bench().engine.events(bench().labId, AbortSignal.timeout(300)));
      expect(await collect(bench().engine.events(bench().labId, AbortSignal.abort()))).to.deep.equal([]);
    });
  });

  describe('pulling images', () => {
    it('puts the image under its name, with progress; pulling again succeeds', async () => {
      const image = `labstead-test/${bench().labId}:pulled`;
      const progress: PullProgress[] = [];
      for (const attempt of [1, 2]) {
        await bench().engine.pullImage(bench().pullable, image, (step) => progress.push(step));
        const { images } = await look({ images: [image, bench().pullable] });
        expect(images[image], `attempt ${attempt}`).to.match(/^sha256:/);
        expect(images[bench().pullable]).to.equal(images[image]);
      }
      expect(progress.at(-1)?.total).to.equal(progress.at(-1)?.current);
    });

    it('an image that can not be had is said so, with a hint, and the old one stays', async () => {
      const { image } = bench().program('plain');
      const before = await look({ images: [image] });
      const error = await refused('image.unavailable', () =>
        bench().engine.pullImage(bench().unavailable, image, () => undefined),
      );
      expect(error.message).to.include(bench().unavailable);
      expect(error.hint).to.be.a('string');
      expect(await look({ images: [image] })).to.deep.equal(before);
    });

    it('is given up when told to', async () => {
      await refused('job.cancelled', () =>
        bench().engine.pullImage(bench().pullable, bench().pullable, () => undefined, AbortSignal.abort()),
      );
    });
  });
}

/** Tries until it holds: no test waits a fixed time. */
export async function eventually<T>(check: () => T | Promise<T>, within = 15_000): Promise<T> {
  const deadline = performance.now() + within;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  await listen(items, all);
  return all;
}

export async function listen<T>(items: AsyncIterable<T>, into: T[]): Promise<void> {
  for await (const item of items) into.push(item);
}
