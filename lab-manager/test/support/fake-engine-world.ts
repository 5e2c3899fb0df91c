import { createHash } from 'node:crypto';
import { applyAgain, notRunning } from '../../src/adapters/docker/docker-error.ts';
import { foreign } from '../../src/adapters/docker/find.ts';
import { bearsLab } from '../../src/adapters/docker/labels.ts';
import { labels } from '../../src/core/names.ts';
import type { ContainerCounters } from '../../src/core/model/figures.ts';
import type { ContainerSpec } from '../../src/core/model/container-spec.ts';
import { LabError } from '../../src/core/model/lab-error.ts';
import type { ContainerState, HealthState, ObservedContainer } from '../../src/core/model/observed-state.ts';
import type { EngineEvent, LogLine } from '../../src/core/ports.ts';
import { FakeEvents, lost } from './fake-engine-events.ts';

/** How the containers of an image behave. */
export interface FakeProgram {
  /** What its health check comes to; `none` has no check. */
  health: HealthState;
  healthMessage?: string;
  /** Leaves with this code as soon as it is started. */
  exits?: number;
  /** The engine starts it again when it left. */
  restarts?: boolean;
  /** Leaves once, a moment after its first start; its health is then what it should be. */
  fallsOnce?: boolean;
  /** What it does when it is run to its end. */
  run?: (spec: ContainerSpec) => Promise<void>;
  output?: readonly Pick<LogLine, 'stream' | 'text'>[];
  /** What runs inside; undefined never ends. */
  exec?: (
    argv: readonly string[],
    container: string,
  ) => { exitCode: number; stdout: string; stderr: string } | undefined;
}

interface FakeContainer {
  id: string;
  name: string;
  image: string;
  imageId: string;
  labels: Readonly<Record<string, string>>;
  memoryBytes: number;
  pids: number | undefined;
  networks: Map<string, readonly string[]>;
  mounts: ContainerSpec['mounts'];
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

/** The machine's memory, and as many processes as it takes. */
const unlimited = { memoryBytes: 16 * 1024 ** 3, pids: undefined };
const runsForEver: FakeProgram = { health: 'healthy' };
/** Before an engine starts a container anew, in milliseconds. */
const restartPause = 20;
const epoch = Date.UTC(2026, 0, 1);

/** What is in the fake engine's world, and how a test arranges it. */
export class FakeWorld {
  /** Every change the lab made, in order, e.g. `startContainer labx-front`. */
  readonly changes: string[] = [];
  protected readonly labId: string;
  protected readonly dataRoot: string;
  protected readonly images = new Map<string, string>();
  protected readonly registry = new Map<string, string>();
  protected readonly programs = new Map<string, FakeProgram>();
  protected readonly containers = new Map<string, FakeContainer>();
  protected readonly networks = new Map<string, FakeNetwork>();
  /** What containers used, by name. */
  readonly used = new Map<string, Partial<ContainerCounters>>();
  protected readonly stream = new FakeEvents();
  protected connected = true;
  protected ticks = 0;
  /** Called before each change with its wording: throw to let it fail, e.g. as a full disk. */
  beforeChange: (change: string) => void = () => undefined;

  readonly #clock: (() => number) | undefined;

  /** `now`: where what it tells is compared with a clock; without it, a second passes with whatever is dated. */
  constructor(options: { labId: string; dataRoot: string; now?: () => number }) {
    this.#clock = options.now;
    this.labId = options.labId;
    this.dataRoot = options.dataRoot;
  }

  // ------------------------------------------------------------ what a test may arrange

  /** Puts an image on the machine; `version` changes its id. */
  addImage(reference: string, program?: FakeProgram, version = '1'): void {
    this.images.set(reference, imageId(reference, version));
    if (program !== undefined) this.programs.set(reference, program);
  }

  removeImage(reference: string): void {
    this.images.delete(reference);
  }

  /** Offers an image for pulling. */
  publish(reference: string, version = '1'): void {
    this.registry.set(reference, imageId(reference, version));
  }

  unpublish(reference: string): void {
    this.registry.delete(reference);
  }

  /** From the next start on. */
  setProgram(image: string, program: FakeProgram): void {
    this.programs.set(image, program);
  }

  addForeignContainer(name: string, image = 'foreign:1'): void {
    this.add({ name, image, labels: {}, networks: new Map(), mounts: [], state: 'running', ...unlimited });
  }

  addForeignNetwork(name: string): void {
    this.networks.set(name, { name, internal: false, labels: {} });
  }

  /** What a person does behind the lab's back. */
  removeByHand(name: string): void {
    this.containers.delete(name);
    this.emit('container', 'destroy', name);
  }

  /** The container's program ends; the engine restarts it or not. */
  fall(name: string, exitCode: number, restarted: boolean): void {
    const container = this.ours(name);
    container.exitCode = exitCode;
    this.end(container);
    if (!restarted) return;
    container.restartCount += 1;
    this.run(container);
  }

  setHealth(name: string, health: HealthState): void {
    this.ours(name).health = health;
    this.emit('container', `health_status: ${health}`, name);
  }

  say(name: string, text: string, stream: LogLine['stream'] = 'stdout'): void {
    this.ours(name).log.push({ stream, time: this.now(), text });
    this.emit('container', 'log', name);
  }

  /** From now on every call fails as with a stopped engine, until `reconnect`. */
  disconnect(): void {
    this.connected = false;
    this.stream.disconnect();
  }

  reconnect(): void {
    this.connected = true;
    this.stream.reconnect();
  }

  /** The folder of the machine that a container which runs has there. */
  folderOf(container: string, target: string): string {
    const found = this.ours(container);
    const source = found.mounts.find((mount) => mount.target === target)?.source;
    if (found.state !== 'running' || source === undefined)
      throw notRunning(container, `look into ${target} of ${container}`);
    return source;
  }

  // ------------------------------------------------------------ inside

  protected reach(): void {
    if (this.connected) return;
    throw new LabError('docker.unreachable', "Docker can't be reached.", {
      hint: 'Start Docker (`systemctl start docker`).',
    });
  }

  protected change(change: string): void {
    this.beforeChange(change);
    this.changes.push(change);
  }

  protected emit(type: EngineEvent['type'], action: string, name: string): void {
    this.stream.emit({ type, action, name });
  }

  /** Looks at once and whenever something happens to the container; false when `signal` ended it. */
  protected async until(name: string, signal: AbortSignal, isSo: () => boolean): Promise<boolean> {
    const concerns = (event: EngineEvent) => event.name === name || event === lost;
    const events = this.stream.listen(concerns, signal);
    while ((await events.next()).done !== true) {
      if (!isSo()) continue;
      await events.return(undefined);
      return true;
    }
    return false;
  }

  protected runs(name: string): boolean {
    return this.containers.get(name)?.state === 'running';
  }

  protected now(): string {
    this.ticks += 1;
    return new Date(this.#clock?.() ?? epoch + this.ticks * 1000).toISOString().replace('Z', '000000Z');
  }

  protected program = (image: string): FakeProgram => this.programs.get(image) ?? runsForEver;

  protected add(
    container: Pick<
      FakeContainer,
      'name' | 'image' | 'labels' | 'networks' | 'mounts' | 'state' | 'memoryBytes' | 'pids'
    >,
  ): void {
    this.ticks += 1;
    this.containers.set(container.name, {
      ...container,
      id: createHash('sha256').update(`${container.name} ${this.ticks}`).digest('hex'),
      imageId: this.images.get(container.image) ?? imageId(container.image, '1'),
      health: 'none',
      exitCode: undefined,
      restartCount: 0,
      startedAt: undefined,
      log: [],
    });
  }

  protected run(container: FakeContainer): void {
    const program = this.program(container.image);
    container.state = 'running';
    container.startedAt = Date.parse(this.now());
    container.exitCode = undefined;
    const falls = program.fallsOnce === true && container.restartCount === 0;
    container.health = falls ? 'starting' : program.health;
    if (falls) setTimeout(() => this.fallOnce(container), restartPause).unref();
    for (const line of program.output ?? []) container.log.push({ ...line, time: this.now() });
    this.emit('container', 'start', container.name);
    if (program.exits === undefined) {
      if (program.health !== 'none')
        this.emit('container', `health_status: ${program.health}`, container.name);
      return;
    }
    container.exitCode = program.exits;
    this.end(container);
    if (program.restarts === true) this.restart(container);
  }

  protected fallOnce(container: FakeContainer): void {
    if (container.state !== 'running') return;
    this.end(container);
    this.restart(container);
  }

  protected restart(container: FakeContainer): void {
    container.state = 'restarting';
    container.restartCount += 1;
    setTimeout(() => {
      if (container.state === 'restarting' && this.containers.has(container.name)) this.run(container);
    }, restartPause).unref();
  }

  protected end(container: FakeContainer): void {
    container.state = 'exited';
    container.health = 'none';
    this.emit('container', 'die', container.name);
  }

  protected attached(network: string): string[] {
    return [...this.containers.values()]
      .filter(({ networks }) => networks.has(network))
      .map(({ name }) => name);
  }

  protected observed(container: FakeContainer, labId: string): ObservedContainer {
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
      healthMessage: this.healthMessage(container),
      exitCode,
      oomKilled: false,
      restartCount,
      startedAt,
      networks: [...container.networks.keys()].sort(),
    };
  }

  protected healthMessage({ image, health }: FakeContainer): string | undefined {
    return health === 'unhealthy' ? (this.program(image).healthMessage ?? 'the check failed') : undefined;
  }

  protected unhealthy(container: FakeContainer, how: string): LabError {
    return new LabError('container.unhealthy', `Container ${container.name} ${how}.`, {
      hint: this.seeLog(container),
      details: this.evidence(container),
    });
  }

  protected seeLog = ({ labels: { [labels.service]: service = '' } }: FakeContainer): string =>
    `See its log: labctl logs ${service}`;

  protected evidence(container: FakeContainer): { path: string; message: string }[] {
    const { name, log } = container;
    const health = this.healthMessage(container);
    return [
      ...(health === undefined ? [] : [{ path: `${name}.health`, message: health }]),
      ...log.slice(-20).map(({ text }) => ({ path: `${name}.log`, message: text })),
    ];
  }

  protected maybeOurs(name: string): FakeContainer | undefined {
    const found = this.containers.get(name);
    if (found !== undefined && !bearsLab(found.labels, this.labId)) throw foreign('container', name);
    return found;
  }

  protected ours(name: string): FakeContainer {
    const found = this.maybeOurs(name);
    if (found === undefined) throw missing('container', name);
    return found;
  }

  protected ourNetwork(name: string): FakeNetwork | undefined {
    const found = this.networks.get(name);
    if (found !== undefined && !bearsLab(found.labels, this.labId)) throw foreign('network', name);
    return found;
  }
}

const imageId = (reference: string, version: string): string =>
  `sha256:${createHash('sha256').update(`${reference} ${version}`).digest('hex')}`;

export const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);

export const missing = (kind: string, name: string): LabError =>
  new LabError('docker.not_found', `There is no ${kind} named ${name}.`, { hint: applyAgain });

export const cancelled = (doing: string): LabError =>
  new LabError('job.cancelled', `Cancelled: ${doing} was given up.`);
