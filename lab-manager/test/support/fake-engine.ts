import { createHash } from 'node:crypto';
import { foreign } from '../../src/adapters/docker/find.ts';
import { bearsLab, labels } from '../../src/adapters/docker/labels.ts';
import { checkSpec, refuse } from '../../src/adapters/docker/spec-checks.ts';
import type { ContainerSpec } from '../../src/core/model/container-spec.ts';
import type { DesiredNetwork } from '../../src/core/model/desired-state.ts';
import { LabError } from '../../src/core/model/lab-error.ts';
import type { ContainerState, HealthState, ObservedContainer } from '../../src/core/model/observed-state.ts';
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
import { FakeEvents, lost } from './fake-engine-events.ts';

/** How the containers of an image behave. */
export interface FakeProgram {
  /** What its health check comes to; `none` has no check. */
  health: HealthState;
  healthMessage?: string;
  /** Leaves with this code as soon as it is started. */
  exits?: number;
  output?: readonly Pick<LogLine, 'stream' | 'text'>[];
  /** What runs inside; undefined never ends. */
  exec?: (argv: readonly string[]) => { exitCode: number; stdout: string; stderr: string } | undefined;
}

interface FakeContainer {
  id: string;
  name: string;
  image: string;
  imageId: string;
  labels: Readonly<Record<string, string>>;
  networks: Map<string, readonly string[]>;
  state: ContainerState;
  health: HealthState;
  exitCode: number | undefined;
  restartCount: number;
  startedAt: number | undefined;
  log: LogLine[];
}

interface FakeNetwork {
  name: string;
  internal: boolean;
  labels: Readonly<Record<string, string>>;
}

const runsForEver: FakeProgram = { health: 'healthy' };
const epoch = Date.UTC(2026, 0, 1);

/**
 * A container engine in memory, held to the truth by the conformance suite that real engines pass as well. It has no
 * clock and no chance in it: the same calls give the same ids, times and events.
 */
export class FakeEngine implements ContainerEngine {
  /** Every change the lab made, in order, e.g. `startContainer labx-front`. */
  readonly changes: string[] = [];
  readonly #labId: string;
  readonly #dataRoot: string;
  readonly #images = new Map<string, string>();
  readonly #registry = new Map<string, string>();
  readonly #programs = new Map<string, FakeProgram>();
  readonly #containers = new Map<string, FakeContainer>();
  readonly #networks = new Map<string, FakeNetwork>();
  readonly #events = new FakeEvents();
  #connected = true;
  #ticks = 0;
  /** Called before each change with its wording: throw to let it fail, e.g. as a full disk. */
  beforeChange: (change: string) => void = () => undefined;

  constructor(options: { labId: string; dataRoot: string }) {
    this.#labId = options.labId;
    this.#dataRoot = options.dataRoot;
  }

  // ------------------------------------------------------------ what a test may arrange

  /** Puts an image on the machine; `version` changes its id. */
  addImage(reference: string, program?: FakeProgram, version = '1'): void {
    this.#images.set(reference, imageId(reference, version));
    if (program !== undefined) this.#programs.set(reference, program);
  }

  removeImage(reference: string): void {
    this.#images.delete(reference);
  }

  /** Offers an image for pulling. */
  publish(reference: string, version = '1'): void {
    this.#registry.set(reference, imageId(reference, version));
  }

  unpublish(reference: string): void {
    this.#registry.delete(reference);
  }

  /** From the next start on. */
  setProgram(image: string, program: FakeProgram): void {
    this.#programs.set(image, program);
  }

  addForeignContainer(name: string, image = 'foreign:1'): void {
    this.#add({ name, image, labels: {}, networks: new Map(), state: 'running' });
  }

  addForeignNetwork(name: string): void {
    this.#networks.set(name, { name, internal: false, labels: {} });
  }

  /** What a person does behind the lab's back. */
  removeByHand(name: string): void {
    this.#containers.delete(name);
    this.#emit('container', 'destroy', name);
  }

  /** The container's program ends; the engine restarts it or not. */
  fall(name: string, exitCode: number, restarted: boolean): void {
    const container = this.#ours(name);
    container.exitCode = exitCode;
    this.#end(container);
    if (!restarted) return;
    container.restartCount += 1;
    this.#run(container);
  }

  setHealth(name: string, health: HealthState): void {
    this.#ours(name).health = health;
    this.#emit('container', `health_status: ${health}`, name);
  }

  say(name: string, text: string, stream: LogLine['stream'] = 'stdout'): void {
    this.#ours(name).log.push({ stream, time: this.#now(), text });
    this.#emit('container', 'log', name);
  }

  /** From now on every call fails as with a stopped engine, until `reconnect`. */
  disconnect(): void {
    this.#connected = false;
    this.#events.disconnect();
  }

  reconnect(): void {
    this.#connected = true;
    this.#events.reconnect();
  }

  // ------------------------------------------------------------ the port

  async facts(): Promise<EngineFacts> {
    this.#reach();
    const gigabyte = 1024 ** 3;
    return {
      version: '29.0.0',
      apiVersion: '1.52',
      rootDirectory: '/var/lib/docker',
      mtu: undefined,
      cpus: 4,
      memoryBytes: 16 * gigabyte,
    };
  }

  async observe(question: EngineQuestion, signal?: AbortSignal): Promise<EngineObservation> {
    this.#reach();
    if (signal?.aborted) throw cancelled('observe');
    const { labId, images, containerNames, networkNames } = question;
    const wanted = (thing: { name: string; labels: FakeNetwork['labels'] }, names: readonly string[]) =>
      bearsLab(thing.labels, labId) || names.includes(thing.name);
    return {
      images: Object.fromEntries(
        images.flatMap((reference) => {
          const id = this.#images.get(reference);
          return id === undefined ? [] : [[reference, id]];
        }),
      ),
      containers: [...this.#containers.values()]
        .filter((container) => wanted(container, containerNames))
        .map((container) => this.#observed(container, labId))
        .sort(byName),
      networks: [...this.#networks.values()]
        .filter((network) => wanted(network, networkNames))
        .map(({ name, internal, labels: found }) => ({
          name,
          internal,
          ours: bearsLab(found, labId),
          containers: this.#attached(name).sort(),
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
    this.#reach();
    if (signal?.aborted) throw cancelled(`pull ${from}`);
    const id = this.#registry.get(from);
    if (id === undefined) {
      throw new LabError('image.unavailable', `could not pull ${from}: the registry does not have it`, {
        hint: 'Check the name and the version.',
      });
    }
    this.#change(`pullImage ${image}`);
    onProgress({ current: 0, total: undefined, message: 'asking the registry' });
    onProgress({ current: 100, total: 100, message: '1 of 1 layers downloaded' });
    this.#images.set(from, id);
    this.#images.set(image, id);
    this.#emit('image', 'pull', from);
  }

  async createNetwork(network: DesiredNetwork): Promise<void> {
    this.#reach();
    if (!bearsLab(network.labels, this.#labId)) refuse(network.name, "the lab's label is missing");
    const found = this.#ourNetwork(network.name);
    if (found !== undefined) {
      if (found.internal === network.internal) return;
      throw new LabError('docker.failed', `network ${network.name} is here already`);
    }
    this.#change(`createNetwork ${network.name}`);
    const { name, internal } = network;
    this.#networks.set(name, { name, internal, labels: network.labels });
    this.#emit('network', 'create', name);
  }

  async removeNetwork(name: string): Promise<void> {
    this.#reach();
    if (this.#ourNetwork(name) === undefined) return;
    this.#change(`removeNetwork ${name}`);
    for (const container of this.#containers.values()) container.networks.delete(name);
    this.#networks.delete(name);
    this.#emit('network', 'destroy', name);
  }

  async connectNetwork(network: string, container: string, alias: string): Promise<void> {
    this.#reach();
    if (this.#ourNetwork(network) === undefined) throw missing('network', network);
    const found = this.#ours(container);
    if (found.networks.get(network)?.includes(alias)) return;
    this.#change(`connectNetwork ${network} ${container} ${alias}`);
    found.networks.set(network, [alias]);
    this.#emit('network', 'connect', network);
  }

  async createContainer(spec: ContainerSpec, configHash: string, jobId: string): Promise<void> {
    this.#reach();
    checkSpec(spec, this.#labId, this.#dataRoot);
    const found = this.#maybeOurs(spec.name);
    if (found !== undefined) {
      if (found.labels[labels.configHash] === configHash) return;
      throw new LabError(
        'docker.failed',
        `container ${spec.name} is here already, with another configuration`,
      );
    }
    for (const { name } of spec.networks) {
      if (this.#ourNetwork(name) === undefined) throw missing('network', name);
    }
    if (!this.#images.has(spec.image)) {
      throw new LabError('image.unavailable', `image ${spec.image} is not on this machine`);
    }
    this.#change(`createContainer ${spec.name}`);
    this.#add({
      name: spec.name,
      image: spec.image,
      labels: { ...spec.labels, [labels.configHash]: configHash, [labels.job]: jobId },
      networks: new Map(spec.networks.map(({ name, aliases }) => [name, aliases])),
      state: 'created',
    });
    this.#emit('container', 'create', spec.name);
  }

  async renameContainer(name: string, to: string): Promise<void> {
    this.#reach();
    const found = this.#maybeOurs(name);
    const taken = this.#maybeOurs(to);
    if (found === undefined && taken !== undefined) return;
    if (found === undefined) throw missing('container', name);
    if (taken !== undefined) throw new LabError('docker.failed', `${to} is here already`);
    this.#change(`renameContainer ${name} ${to}`);
    this.#containers.delete(name);
    found.name = to;
    this.#containers.set(to, found);
    this.#emit('container', 'rename', to);
  }

  async startContainer(name: string): Promise<void> {
    this.#reach();
    const container = this.#ours(name);
    if (container.state === 'running') return;
    this.#change(`startContainer ${name}`);
    this.#run(container);
  }

  async waitHealthy(name: string, timeoutSeconds: number, signal?: AbortSignal): Promise<void> {
    this.#reach();
    const { id, restartCount } = this.#ours(name);
    const over = AbortSignal.any([AbortSignal.timeout(timeoutSeconds * 1000), ...(signal ? [signal] : [])]);
    const ready = await this.#until(name, over, () => {
      this.#reach();
      const container = this.#maybeOurs(name);
      if (container?.id !== id) throw missing('container', name);
      if (container.state !== 'running' || container.restartCount > restartCount) {
        throw new LabError(
          'container.exited',
          `container ${name} exited with code ${container.exitCode ?? 0}`,
          {
            details: this.#evidence(container),
          },
        );
      }
      if (container.health === 'unhealthy') throw this.#unhealthy(container, 'is unhealthy');
      return container.health === 'healthy' || container.health === 'none';
    });
    if (ready) return;
    if (signal?.aborted) throw cancelled(`wait for ${name}`);
    throw this.#unhealthy(this.#ours(name), `is not healthy after ${timeoutSeconds} s`);
  }

  async stopContainer(name: string, _graceSeconds: number): Promise<void> {
    this.#reach();
    const container = this.#ours(name);
    if (container.state !== 'running') return;
    this.#change(`stopContainer ${name}`);
    container.exitCode = 0;
    this.#end(container);
  }

  async removeContainer(name: string): Promise<void> {
    this.#reach();
    const container = this.#maybeOurs(name);
    if (container === undefined) return;
    if (container.state === 'running') {
      throw new LabError('docker.failed', `could not remove container ${name}: it runs`);
    }
    this.#change(`removeContainer ${name}`);
    this.#containers.delete(name);
    this.#emit('container', 'destroy', name);
  }

  async *logs(name: string, query: LogQuery, signal: AbortSignal): AsyncIterable<LogLine> {
    if (signal.aborted) return;
    this.#reach();
    const { log } = this.#ours(name);
    const since = query.since ?? 0;
    const past = log.filter(({ time }) => Date.parse(time) >= since);
    let next = log.length;
    yield* query.tail === undefined ? past : past.slice(Math.max(past.length - query.tail, 0));
    if (!query.follow) return;
    for (let open = true; open && !signal.aborted;) {
      await this.#until(name, signal, () => log.length > next || !this.#runs(name));
      open = this.#runs(name);
      yield* log.slice(next);
      next = log.length;
    }
  }

  async exec(
    name: string,
    argv: readonly string[],
    timeoutSeconds: number,
  ): Promise<{ exitCode: number; stdout: string; stderr: string }> {
    this.#reach();
    const container = this.#ours(name);
    if (container.state !== 'running') throw new LabError('docker.failed', `container ${name} does not run`);
    const result = (this.#program(container.image).exec ?? (() => ({ exitCode: 0, stdout: '', stderr: '' })))(
      argv,
    );
    if (result === undefined) {
      await new Promise((resolve) => setTimeout(resolve, timeoutSeconds * 1000));
      throw new LabError('docker.timeout', `could not run ${argv[0] ?? ''} in ${name} in time`);
    }
    const megabyte = 1024 * 1024;
    return { ...result, stdout: result.stdout.slice(0, megabyte), stderr: result.stderr.slice(0, megabyte) };
  }

  events(labId: string, signal: AbortSignal): AsyncIterable<EngineEvent> {
    return this.#events.listen(
      ({ type, action, name = '' }) => action !== 'log' && (type === 'image' || name.startsWith(`${labId}-`)),
      signal,
    );
  }

  // ------------------------------------------------------------ inside

  #reach(): void {
    if (this.#connected) return;
    throw new LabError('docker.unreachable', "Docker can't be reached", {
      hint: 'Start Docker (`systemctl start docker`).',
    });
  }

  #change(change: string): void {
    this.beforeChange(change);
    this.changes.push(change);
  }

  #emit(type: EngineEvent['type'], action: string, name: string): void {
    this.#events.emit({ type, action, name });
  }

  /** Looks at once and whenever something happens to the container; false when `signal` ended it. */
  async #until(name: string, signal: AbortSignal, isSo: () => boolean): Promise<boolean> {
    const concerns = (event: EngineEvent) => event.name === name || event === lost;
    const events = this.#events.listen(concerns, signal);
    while ((await events.next()).done !== true) {
      if (!isSo()) continue;
      await events.return(undefined);
      return true;
    }
    return false;
  }

  #runs(name: string): boolean {
    return this.#containers.get(name)?.state === 'running';
  }

  #now(): string {
    this.#ticks += 1;
    return new Date(epoch + this.#ticks * 1000).toISOString().replace('Z', '000000Z');
  }

  #program = (image: string): FakeProgram => this.#programs.get(image) ?? runsForEver;

  #add(container: Pick<FakeContainer, 'name' | 'image' | 'labels' | 'networks' | 'state'>): void {
    this.#ticks += 1;
    this.#containers.set(container.name, {
      ...container,
      id: createHash('sha256').update(`${container.name} ${this.#ticks}`).digest('hex'),
      imageId: this.#images.get(container.image) ?? imageId(container.image, '1'),
      health: 'none',
      exitCode: undefined,
      restartCount: 0,
      startedAt: undefined,
      log: [],
    });
  }

  #run(container: FakeContainer): void {
    const program = this.#program(container.image);
    container.state = 'running';
    container.startedAt = Date.parse(this.#now());
    container.exitCode = undefined;
    container.health = program.health;
    for (const line of program.output ?? []) container.log.push({ ...line, time: this.#now() });
    this.#emit('container', 'start', container.name);
    if (program.exits === undefined) {
      if (program.health !== 'none')
        this.#emit('container', `health_status: ${program.health}`, container.name);
      return;
    }
    container.exitCode = program.exits;
    this.#end(container);
  }

  #end(container: FakeContainer): void {
    container.state = 'exited';
    container.health = 'none';
    this.#emit('container', 'die', container.name);
  }

  #attached(network: string): string[] {
    return [...this.#containers.values()]
      .filter(({ networks }) => networks.has(network))
      .map(({ name }) => name);
  }

  #observed(container: FakeContainer, labId: string): ObservedContainer {
    const { id, name, imageId: image, state, health, exitCode, restartCount, startedAt } = container;
    const ours = bearsLab(container.labels, labId);
    return {
      id,
      name,
      ours,
      service: ours ? container.labels[labels.service] : undefined,
      configHash: ours ? container.labels[labels.configHash] : undefined,
      imageId: image,
      state,
      health,
      healthMessage: this.#healthMessage(container),
      exitCode,
      oomKilled: false,
      restartCount,
      startedAt,
      networks: [...container.networks.keys()].sort(),
    };
  }

  #healthMessage({ image, health }: FakeContainer): string | undefined {
    return health === 'unhealthy' ? (this.#program(image).healthMessage ?? 'the check failed') : undefined;
  }

  #unhealthy(container: FakeContainer, how: string): LabError {
    return new LabError('container.unhealthy', `container ${container.name} ${how}`, {
      details: this.#evidence(container),
    });
  }

  #evidence(container: FakeContainer): { path: string; message: string }[] {
    const { name, log } = container;
    const health = this.#healthMessage(container);
    return [
      ...(health === undefined ? [] : [{ path: `${name}.health`, message: health }]),
      ...log.slice(-20).map(({ text }) => ({ path: `${name}.log`, message: text })),
    ];
  }

  #maybeOurs(name: string): FakeContainer | undefined {
    const found = this.#containers.get(name);
    if (found !== undefined && !bearsLab(found.labels, this.#labId)) throw foreign('container', name);
    return found;
  }

  #ours(name: string): FakeContainer {
    const found = this.#maybeOurs(name);
    if (found === undefined) throw missing('container', name);
    return found;
  }

  #ourNetwork(name: string): FakeNetwork | undefined {
    const found = this.#networks.get(name);
    if (found !== undefined && !bearsLab(found.labels, this.#labId)) throw foreign('network', name);
    return found;
  }
}

const imageId = (reference: string, version: string): string =>
  `sha256:${createHash('sha256').update(`${reference} ${version}`).digest('hex')}`;

const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);

const missing = (kind: string, name: string): LabError =>
  new LabError('docker.not_found', `there is no ${kind} named ${name}`);

const cancelled = (doing: string): LabError =>
  new LabError('job.cancelled', `cancelled: ${doing} was given up`);
