import { applyAgain, notRunning, timedOut } from '../../src/adapters/docker/docker-error.ts';
import { bearsLab } from '../../src/adapters/docker/labels.ts';
import { labels } from '../../src/core/names.ts';
import { checkSpec, refuse } from '../../src/adapters/docker/spec-checks.ts';
import type { ContainerSpec } from '../../src/core/model/container-spec.ts';
import type { DesiredNetwork } from '../../src/core/model/desired-state.ts';
import type { ContainerCounters } from '../../src/core/model/figures.ts';
import { LabError } from '../../src/core/model/lab-error.ts';
import type {
  ContainerEngine,
  EngineEvent,
  EngineFacts,
  EngineObservation,
  EngineQuestion,
  LogLine,
  LogQuery,
  PullProgress,
} from '../../src/core/ports.ts';
import { pause } from '../../src/wake.ts';
import { byName, cancelled, FakeWorld, missing } from './fake-engine-world.ts';

/** What a program that sleeps has used by now. */
const idle: Omit<ContainerCounters, 'memoryLimitBytes' | 'pidsLimit'> = {
  cpuSeconds: 0.02,
  memoryBytes: 400 * 1024,
  pids: 1,
  receivedBytes: 0,
  sentBytes: 0,
  readBytes: 0,
  writtenBytes: 0,
};

/**
 * A container engine in memory, held to the truth by the conformance suite that real engines pass as well. It has no
 * clock and no chance in it: the same calls give the same ids, times and events.
 */
export class FakeEngine extends FakeWorld implements ContainerEngine {
  // ------------------------------------------------------------ the port

  async facts(): Promise<EngineFacts> {
    this.reach();
    return {
      version: '29.0.0',
      apiVersion: '1.52',
      rootDirectory: '/var/lib/docker',
      mtu: undefined,
    };
  }

  async observe(question: EngineQuestion, signal?: AbortSignal): Promise<EngineObservation> {
    this.reach();
    if (signal?.aborted) throw cancelled('observe');
    const { labId, images, containerNames, networkNames } = question;
    const wanted = (
      thing: { name: string; labels: Readonly<Record<string, string>> },
      names: readonly string[],
    ) => bearsLab(thing.labels, labId) || names.includes(thing.name);
    return {
      images: Object.fromEntries(
        images.flatMap((reference) => {
          const id = this.images.get(reference);
          return id === undefined ? [] : [[reference, id]];
        }),
      ),
      containers: [...this.containers.values()]
        .filter((container) => wanted(container, containerNames))
        .map((container) => this.observed(container, labId))
        .sort(byName),
      networks: [...this.networks.values()]
        .filter((network) => wanted(network, networkNames))
        .map(({ name, internal, labels: found }) => ({
          name,
          internal,
          ours: bearsLab(found, labId),
          containers: this.attached(name).sort(),
        }))
        .sort(byName),
    };
  }

  async pullImage(
    from: string,
    image: string,
    onProgress: (progress: PullProgress) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    this.reach();
    if (signal?.aborted) throw cancelled(`pull ${from}`);
    const id = this.registry.get(from);
    if (id === undefined) {
      throw new LabError('image.unavailable', `Could not pull ${from}: the registry does not have it.`, {
        hint: 'Check the name and the version.',
      });
    }
    this.change(`pullImage ${image}`);
    onProgress({ current: 0, total: undefined, message: 'asking the registry' });
    onProgress({ current: 100, total: 100, message: '1 of 1 layers downloaded' });
    this.images.set(from, id);
    this.images.set(image, id);
    this.emit('image', 'pull', from);
  }

  async createNetwork(network: DesiredNetwork): Promise<void> {
    this.reach();
    if (!bearsLab(network.labels, this.labId)) refuse(network.name, "the lab's label is missing");
    const found = this.ourNetwork(network.name);
    if (found !== undefined) {
      if (found.internal === network.internal) return;
      throw new LabError('docker.failed', `Network ${network.name} is here already.`, { hint: applyAgain });
    }
    this.change(`createNetwork ${network.name}`);
    const { name, internal } = network;
    this.networks.set(name, { name, internal, labels: network.labels });
    this.emit('network', 'create', name);
  }

  async removeNetwork(name: string): Promise<void> {
    this.reach();
    if (this.ourNetwork(name) === undefined) return;
    this.change(`removeNetwork ${name}`);
    for (const container of this.containers.values()) container.networks.delete(name);
    this.networks.delete(name);
    this.emit('network', 'destroy', name);
  }

  async connectNetwork(network: string, container: string, alias: string): Promise<void> {
    this.reach();
    if (this.ourNetwork(network) === undefined) throw missing('network', network);
    const found = this.ours(container);
    if (found.networks.get(network)?.includes(alias)) return;
    this.change(`connectNetwork ${network} ${container} ${alias}`);
    found.networks.set(network, [alias]);
    this.emit('network', 'connect', network);
  }

  async createContainer(spec: ContainerSpec, configHash: string, jobId: string): Promise<void> {
    this.reach();
    checkSpec(spec, this.labId, this.dataRoot);
    const found = this.maybeOurs(spec.name);
    if (found !== undefined) {
      if (found.labels[labels.configHash] === configHash) return;
      throw new LabError(
        'docker.failed',
        `Container ${spec.name} is here already, with another configuration.`,
        { hint: applyAgain },
      );
    }
    for (const { name } of spec.networks) {
      if (this.ourNetwork(name) === undefined) throw missing('network', name);
    }
    if (!this.images.has(spec.image)) {
      throw new LabError('image.unavailable', `Image ${spec.image} is not on this machine.`, {
        hint: applyAgain,
      });
    }
    this.change(`createContainer ${spec.name}`);
    this.add({
      name: spec.name,
      image: spec.image,
      labels: { ...spec.labels, [labels.configHash]: configHash, [labels.job]: jobId },
      memoryBytes: spec.memoryBytes,
      pids: spec.pids,
      networks: new Map(spec.networks.map(({ name, aliases }) => [name, aliases])),
      mounts: spec.mounts,
      state: 'created',
    });
    this.emit('container', 'create', spec.name);
  }

  async renameContainer(name: string, to: string): Promise<void> {
    this.reach();
    const found = this.maybeOurs(name);
    const taken = this.maybeOurs(to);
    if (found === undefined && taken !== undefined) return;
    if (found === undefined) throw missing('container', name);
    if (taken !== undefined)
      throw new LabError('docker.failed', `Container ${to} is here already.`, { hint: applyAgain });
    this.change(`renameContainer ${name} ${to}`);
    this.containers.delete(name);
    found.name = to;
    this.containers.set(to, found);
    this.emit('container', 'rename', to);
  }

  async startContainer(name: string): Promise<void> {
    this.reach();
    const container = this.ours(name);
    if (container.state === 'running') return;
    this.change(`startContainer ${name}`);
    this.run(container);
  }

  async waitHealthy(name: string, timeoutSeconds: number, signal?: AbortSignal): Promise<void> {
    this.reach();
    const { id, restartCount, state } = this.ours(name);
    const mostRestarts = restartCount + (state === 'restarting' ? 0 : 1);
    const over = AbortSignal.any([AbortSignal.timeout(timeoutSeconds * 1000), ...(signal ? [signal] : [])]);
    const ready = await this.until(name, over, () => {
      this.reach();
      const container = this.maybeOurs(name);
      if (container?.id !== id) throw missing('container', name);
      const restarting = container.state === 'restarting';
      if (!(restarting || container.state === 'running') || container.restartCount > mostRestarts) {
        throw new LabError(
          'container.exited',
          `Container ${name} exited with code ${container.exitCode ?? 0}.`,
          { hint: this.seeLog(container), details: this.evidence(container) },
        );
      }
      if (container.health === 'unhealthy') throw this.unhealthy(container, 'is unhealthy');
      return !restarting && (container.health === 'healthy' || container.health === 'none');
    });
    if (ready) return;
    if (signal?.aborted) throw cancelled(`wait for ${name}`);
    throw this.unhealthy(this.ours(name), `is not healthy after ${timeoutSeconds} s`);
  }

  /** Does what the image's program says it does once, as `run`. */
  async runToEnd(
    spec: ContainerSpec,
    configHash: string,
    jobId: string,
    onLine: (line: string) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    this.reach();
    if (this.maybeOurs(spec.name) !== undefined) this.containers.delete(spec.name);
    await this.createContainer(spec, configHash, jobId);
    const { run, exits = 0, output = [] } = this.program(spec.image);
    this.change(`runToEnd ${spec.name}`);
    try {
      for (const { text } of output) onLine(text);
      await run?.(spec);
      if (signal?.aborted) throw cancelled(`run ${spec.name}`);
      if (exits !== 0)
        throw new LabError('container.exited', `Container ${spec.name} exited with code ${exits}.`, {
          hint: 'Its last lines tell why.',
        });
    } finally {
      this.containers.delete(spec.name);
    }
  }

  async stopContainer(name: string, _graceSeconds: number): Promise<void> {
    this.reach();
    const container = this.ours(name);
    if (!['running', 'paused'].includes(container.state)) return;
    this.change(`stopContainer ${name}`);
    container.exitCode = 0;
    this.end(container);
  }

  async pauseContainer(name: string): Promise<void> {
    this.reach();
    const container = this.ours(name);
    if (container.state === 'paused') return;
    if (container.state !== 'running') throw notRunning(name, `pause container ${name}`);
    this.change(`pauseContainer ${name}`);
    container.state = 'paused';
    this.emit('container', 'pause', name);
  }

  async unpauseContainer(name: string): Promise<void> {
    this.reach();
    const container = this.ours(name);
    if (container.state !== 'paused') return;
    this.change(`unpauseContainer ${name}`);
    container.state = 'running';
    this.emit('container', 'unpause', name);
  }

  async removeContainer(name: string): Promise<void> {
    this.reach();
    const container = this.maybeOurs(name);
    if (container === undefined) return;
    if (['running', 'paused'].includes(container.state)) {
      throw new LabError('docker.failed', `Could not remove container ${name}: it runs.`, {
        hint: applyAgain,
      });
    }
    this.change(`removeContainer ${name}`);
    this.containers.delete(name);
    this.emit('container', 'destroy', name);
  }

  async counters(id: string, signal?: AbortSignal): Promise<ContainerCounters | undefined> {
    this.reach();
    if (signal?.aborted) throw cancelled('read figures');
    const found = [...this.containers.values()].find((one) => one.id === id && one.state === 'running');
    if (found === undefined) return undefined;
    return {
      ...idle,
      memoryLimitBytes: found.memoryBytes,
      pidsLimit: found.pids,
      ...this.used.get(found.name),
    };
  }

  async *logs(name: string, query: LogQuery, signal: AbortSignal): AsyncIterable<LogLine> {
    if (signal.aborted) return;
    this.reach();
    const { log } = this.ours(name);
    const since = query.since ?? 0;
    const past = log.filter(({ time }) => Date.parse(time) >= since);
    let next = log.length;
    yield* query.tail === undefined ? past : past.slice(Math.max(past.length - query.tail, 0));
    if (!query.follow) return;
    for (let open = true; open && !signal.aborted;) {
      await this.until(name, signal, () => log.length > next || !this.runs(name));
      open = this.runs(name);
      yield* log.slice(next);
      next = log.length;
    }
  }

  async exec(
    name: string,
    argv: readonly string[],
    timeoutSeconds: number,
    signal?: AbortSignal,
  ): Promise<{ exitCode: number; stdout: string; stderr: string }> {
    this.reach();
    const container = this.ours(name);
    const doing = `run ${argv[0] ?? ''} in ${name}`;
    if (container.state !== 'running') throw notRunning(name, doing);
    const result = (this.program(container.image).exec ?? (() => ({ exitCode: 0, stdout: '', stderr: '' })))(
      argv,
      name,
    );
    if (result === undefined) {
      await pause(timeoutSeconds * 1000, signal ?? new AbortController().signal);
      throw signal?.aborted === true ? cancelled(doing) : timedOut(doing);
    }
    const megabyte = 1024 * 1024;
    return { ...result, stdout: result.stdout.slice(0, megabyte), stderr: result.stderr.slice(0, megabyte) };
  }

  events(labId: string, signal: AbortSignal): AsyncIterable<EngineEvent> {
    return this.stream.listen(
      ({ type, action, name = '' }) => action !== 'log' && (type === 'image' || name.startsWith(`${labId}-`)),
      signal,
    );
  }
}
