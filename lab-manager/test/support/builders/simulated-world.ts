import { composeServices } from '../../../src/core/names.ts';
import { isActive } from '../../../src/core/reconcile/container-is.ts';
import { imageId } from './an-observed-lab.ts';
import type { DesiredState } from '../../../src/core/model/desired-state.ts';
import type { ObservedContainer, ObservedState } from '../../../src/core/model/observed-state.ts';
import type { Operation, OperationArgs, OperationKind, Plan } from '../../../src/core/model/operation.ts';

export interface Weather {
  /** Config hashes whose containers never become healthy. */
  badSpecs?: ReadonlySet<string>;
  /** Images that can't be had. */
  badImages?: ReadonlySet<string>;
  /** Every step after this many is left undone, as when the manager is killed. */
  killedAfter?: number;
}

/** What went wrong in a way that the world allows. */
export interface Failure {
  operation: Operation;
  service: string | undefined;
  configHash: string | undefined;
}

/**
 * The effects of a plan on a look, as strict as an engine: what an engine refuses is thrown as a bug of the plan, and so
 * are two containers of one service running at a time, which would ruin its data.
 */
export class SimulatedWorld {
  #containers: ObservedContainer[];
  #state: Omit<ObservedState, 'containers'>;
  readonly #desired: DesiredState;

  constructor(observed: ObservedState, desired: DesiredState) {
    const { containers, ...state } = structuredClone(observed);
    this.#containers = [...containers];
    this.#state = state;
    this.#desired = desired;
  }

  look(): ObservedState {
    const attachedTo = (network: string): string[] =>
      this.#containers.filter((it) => isActive(it) && it.networks.includes(network)).map((it) => it.name);
    const networks = this.#state.networks.map((it) => ({ ...it, containers: attachedTo(it.name) }));
    return structuredClone({ ...this.#state, networks, containers: this.#containers });
  }

  /** Carries the plan out like the engine does: what waits for a failed step is left undone. */
  apply(plan: Plan, weather: Weather = {}): Failure[] {
    const failures: Failure[] = [];
    const undone = new Set<number>();
    for (const { id, operation, after } of plan.slice(0, weather.killedAfter)) {
      const failed =
        after.some((earlier) => undone.has(earlier)) || !this.#tryTo(operation, weather, failures);
      if (failed) undone.add(id);
    }
    return failures;
  }

  #tryTo(operation: Operation, weather: Weather, failures: Failure[]): boolean {
    if (this.#do(operation, weather)) return true;
    const container = 'container' in operation ? this.#find(operation.container) : undefined;
    failures.push({ operation, service: container?.service, configHash: container?.configHash });
    return false;
  }

  #do<K extends OperationKind>(operation: Operation<K>, weather: Weather): boolean {
    const effect = this.#effects[operation.kind as K];
    return effect(operation, weather) !== 'failed';
  }

  readonly #effects: { [K in OperationKind]: (args: OperationArgs[K], weather: Weather) => unknown } = {
    ensureDirectory: ({ directory: { path, owner, mode } }) => {
      const others = this.#state.files.directories.filter((it) => it.path !== path);
      this.#files({ directories: [...others, { path, ...owner, mode }] });
    },
    createSecret: ({ secret: { path, owner } }) => {
      const others = this.#state.files.secrets.filter((it) => it.path !== path);
      this.#files({ secrets: [...others, { path, ...owner, mode: 0o400 }] });
    },
    issueCertificate: ({ certificate: { names } }) => {
      const notBefore = this.#desired.lookedAt;
      this.#files({ certificate: { names, notBefore, notAfter: notBefore + 90 * 86_400_000 } });
    },
    publishRoutes: ({ digest }) => {
      this.#files({ routesDigest: digest, routesPublishedAt: this.#desired.lookedAt });
    },
    pullImage: ({ image }, { badImages }) => {
      if (badImages?.has(image) === true) return 'failed';
      this.#state = { ...this.#state, images: { ...this.#state.images, [image]: imageId(image) } };
      return undefined;
    },
    fetchReference: ({ archive }) => {
      this.#files({ archives: [...this.#state.files.archives, { name: archive, bytes: 1 }] });
    },
    buildReference: ({ set: { name, version, licence, origin }, generation: id, spec }) => {
      if (this.#state.images[spec.image] === undefined) throw new Error(`no image ${spec.image}`);
      const about = { name, version, licence, origin };
      const others = this.#state.files.generations.filter((it) => it.id !== id);
      this.#files({ generations: [...others, { id, about, bytes: 1, builtAt: this.#desired.lookedAt }] });
    },
    removeArchive: ({ archive }) => {
      this.#files({ archives: this.#state.files.archives.filter(({ name }) => name !== archive) });
    },
    createNetwork: ({ network: { name, internal } }) => {
      if (this.#state.networks.some((it) => it.name === name)) throw new Error(`${name} exists`);
      this.#networks([...this.#state.networks, { name, ours: true, internal, containers: [] }]);
    },
    removeNetwork: ({ network }) => {
      // What compose started is detached first; a service has to be gone.
      const isUsing = (it: ObservedContainer) => isActive(it) && !composeServices.includes(it.service ?? '');
      if (this.#containers.some((it) => isUsing(it) && it.networks.includes(network)))
        throw new Error(`${network} is in use`);
      this.#networks(this.#state.networks.filter((it) => it.name !== network));
      this.#containers = this.#containers.map((it) => ({
        ...it,
        networks: it.networks.filter((name) => name !== network),
      }));
    },
    connectNetwork: ({ network, container }) => {
      const it = this.#ours(container);
      if (!this.#state.networks.some(({ name }) => name === network))
        throw new Error(`no network ${network}`);
      this.#change(container, { networks: [...it.networks, network] });
    },
    createContainer: ({ container, spec, configHash }) => {
      if (this.#find(container) !== undefined) throw new Error(`${container} exists`);
      const image = this.#state.images[spec.image];
      if (image === undefined) throw new Error(`no image ${spec.image}`);
      const missing = spec.networks.find(({ name }) => !this.#state.networks.some((it) => it.name === name));
      if (missing !== undefined) throw new Error(`no network ${missing.name}`);
      this.#containers.push(
        this.#created(
          container,
          configHash,
          image,
          spec.networks.map((it) => it.name),
        ),
      );
    },
    renameContainer: ({ container, to }) => {
      if (this.#find(to) !== undefined) throw new Error(`${to} exists`);
      this.#ours(container);
      this.#change(container, { name: to });
    },
    startContainer: ({ container }) => {
      const it = this.#ours(container);
      if (it.state === 'paused' || it.state === 'dead' || it.state === 'removing')
        throw new Error(`${container} is ${it.state}`);
      const twin = this.#containers.find(
        (other) => other !== it && other.service === it.service && isActive(other),
      );
      if (twin !== undefined) throw new Error(`${container} and ${twin.name} would run on the same data`);
      if (it.state !== 'running') this.#change(container, { state: 'running', health: 'starting' });
    },
    waitHealthy: ({ container }, { badSpecs }) => {
      const it = this.#ours(container);
      const bad = badSpecs?.has(it.configHash ?? '') === true || !isActive(it);
      this.#change(container, bad ? { health: 'unhealthy' } : { state: 'running', health: 'healthy' });
      return bad ? 'failed' : undefined;
    },
    stopContainer: ({ container }) => {
      this.#ours(container);
      this.#change(container, { state: 'exited', health: 'none' });
    },
    removeContainer: ({ container }) => {
      if (isActive(this.#ours(container))) throw new Error(`${container} is running`);
      this.#containers = this.#containers.filter((it) => it.name !== container);
    },
  };

  #created(name: string, configHash: string, image: string, networks: string[]): ObservedContainer {
    const service = name.replace(/^lab7k2m9q-/, '');
    return {
      id: `new-${name}`,
      name,
      ours: true,
      service,
      configHash,
      imageId: image,
      state: 'created',
      health: 'none',
      healthMessage: undefined,
      exitCode: undefined,
      oomKilled: false,
      restartCount: 0,
      startedAt: undefined,
      networks,
    };
  }

  #files(changes: Partial<ObservedState['files']>): void {
    this.#state = { ...this.#state, files: { ...this.#state.files, ...changes } };
  }

  #networks(networks: ObservedState['networks']): void {
    this.#state = { ...this.#state, networks };
  }

  #find(name: string): ObservedContainer | undefined {
    return this.#containers.find((it) => it.name === name);
  }

  #ours(name: string): ObservedContainer {
    const container = this.#find(name);
    if (container === undefined) throw new Error(`there is no ${name}`);
    if (!container.ours) throw new Error(`${name} is not ours`);
    return container;
  }

  #change(name: string, changes: Partial<ObservedContainer>): void {
    this.#containers = this.#containers.map((it) => (it.name === name ? { ...it, ...changes } : it));
  }
}
