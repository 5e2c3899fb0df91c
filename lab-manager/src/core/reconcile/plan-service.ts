import { previousName } from '../names.ts';
import { decide, type Decision } from './decide.ts';
import { isActive, isReady } from './container-is.ts';
import type { FilesPlan } from './plan-files.ts';
import type { ImagesPlan } from './plan-images.ts';
import type { NetworksPlan } from './plan-networks.ts';
import type { Draft, PlanBuilder } from './plan-builder.ts';
import type { Situation } from './situation.ts';
import type { ObservedContainer } from '../model/observed-state.ts';

/** What a service offers to those that need it. */
export interface ServicePlan {
  /** Healthy now, once a step is done, or not by this plan. */
  ready: 'now' | 'never' | Draft;
  /** The step that stops its container. */
  stopped: Draft | undefined;
  /** Pulls that come before it may be stopped, its dependencies' included. */
  pulls: ReadonlySet<Draft>;
}

export interface ServiceContext {
  plan: PlanBuilder;
  files: FilesPlan;
  images: ImagesPlan;
  networks: NetworksPlan;
  /** Of the services it needs. */
  needs: readonly ServicePlan[];
  /** Steps that remove containers which nothing wants but which bear this service's label. */
  strays: readonly Draft[];
}

/** A service of which this plan touches nothing: others may still rely on it. */
export function untouched(current: ObservedContainer | undefined): ServicePlan {
  const runs = current?.ours === true && isReady(current);
  return { ready: runs ? 'now' : 'never', stopped: undefined, pulls: new Set() };
}

export function planService(situation: Situation, context: ServiceContext): ServicePlan {
  const decision = decide(situation, context.images.canBeHad(situation.service));
  const cannotStart = needsStart(decision) && context.needs.some(({ ready }) => ready === 'never');
  if (decision.kind === 'leave' || cannotStart) return untouched(situation.current);
  return new ServiceSteps(situation, context).carryOut(decision);
}

function needsStart(decision: Decision): boolean {
  if (decision.kind === 'leave' || decision.kind === 'stop') return false;
  if (decision.kind !== 'keep') return true;
  const { state, health } = decision.current;
  return state === 'running' ? health === 'unhealthy' : state !== 'restarting';
}

/** The steps of one service's decision. Each method adds its steps after `#last` and moves it on. */
class ServiceSteps {
  readonly #situation: Situation;
  readonly #context: ServiceContext;
  readonly #plan: PlanBuilder;
  readonly #name: string;
  /** Its dependencies' pulls, and its own once it was planned. */
  readonly #pulls: Set<Draft>;
  #stopped: Draft | undefined;
  #previousStopped: Draft | undefined;
  #brokenRemoved: Draft | undefined;

  constructor(situation: Situation, context: ServiceContext) {
    this.#situation = situation;
    this.#context = context;
    this.#plan = context.plan;
    this.#name = situation.service.spec.name;
    this.#pulls = new Set(context.needs.flatMap(({ pulls }) => [...pulls]));
  }

  carryOut(decision: Exclude<Decision, { kind: 'leave' }>): ServicePlan {
    switch (decision.kind) {
      case 'stop':
        return this.#result(this.#stopForGood());
      case 'keep':
        return this.#result(this.#keep(decision.current));
      case 'create':
        return this.#result(this.#create(decision.cause, this.#preparations()));
      case 'replace':
        return this.#result(this.#replace(decision.current, decision.cause));
      case 'rebuild':
        return this.#result(this.#rebuild(decision.current, decision.cause));
      case 'putBack':
        return this.#result(this.#putBack(decision.previous, decision.cause));
    }
  }

  #result(ready: ServicePlan['ready']): ServicePlan {
    return { ready, stopped: this.#stopped, pulls: this.#pulls };
  }

  #stopForGood(): 'never' {
    const { current } = this.#situation;
    const cause = 'it should not run';
    if (current !== undefined && isActive(current)) this.#stop(cause, []);
    this.#stopPrevious();
    return 'never';
  }

  #keep(current: ObservedContainer): ServicePlan['ready'] {
    this.#attach(current);
    const ready = this.#bringUp(current);
    this.#removeBrokenPrevious();
    if (ready === 'never') return ready;
    this.#removePrevious('the current one proved itself', ready === 'now' ? [] : [ready]);
    return ready;
  }

  /** A running container that a network was taken from gets it back. */
  #attach(current: ObservedContainer): void {
    if (current.state !== 'running' || this.#situation.drift !== undefined) return;
    for (const { name, aliases } of this.#situation.service.spec.networks) {
      if (this.#context.networks.isPresent(name) && current.networks.includes(name)) continue;
      this.#plan.add(
        {
          kind: 'connectNetwork',
          network: name,
          container: this.#name,
          alias: aliases[0] ?? this.#situation.service.name,
          cause: `${this.#situation.service.name} is not attached to it`,
        },
        [this.#context.networks.created(name)],
      );
    }
  }

  #bringUp(current: ObservedContainer): ServicePlan['ready'] {
    if (isReady(current)) return 'now';
    if (current.state === 'running' && current.health === 'starting') return this.#wait('it is starting', []);
    if (current.state === 'restarting') return this.#wait('it is restarting', []);
    const cause = current.state === 'running' ? 'it is unhealthy' : notRunning(current.state);
    const stopped = isActive(current) ? this.#stop(cause, []) : undefined;
    return this.#start(cause, [
      stopped,
      this.#stopPrevious(),
      this.#removeBrokenPrevious(),
      ...this.#mountsReady(),
    ]);
  }

  #replace(current: ObservedContainer, cause: string): Draft {
    const cleared = this.#removeBrokenPrevious() ?? this.#removePrevious('the current one proved itself', []);
    const down = this.#takeDown(current, cause);
    const renamed = this.#rename(this.#name, previousName(this.#name), cause, [...down, cleared]);
    return this.#create(cause, [renamed], renamed);
  }

  #rebuild(current: ObservedContainer, cause: string): Draft {
    return this.#create(cause, [this.#remove(this.#name, cause, this.#takeDown(current, cause))]);
  }

  #putBack(previous: ObservedContainer, cause: string): ServicePlan['ready'] {
    const { current } = this.#situation;
    const stopped = current !== undefined && isActive(current) ? this.#stop(cause, []) : undefined;
    const removed = current === undefined ? undefined : this.#remove(this.#name, cause, [stopped]);
    const down = isReady(previous) ? undefined : this.#stopPrevious('it is to be started anew');
    const renamed = this.#rename(previousName(this.#name), this.#name, cause, [removed, down]);
    return isReady(previous) ? renamed : this.#start(cause, [renamed, ...this.#mountsReady()]);
  }

  /** Creates and starts the wanted container; what was set aside goes once it is healthy. */
  #create(cause: string, after: readonly (Draft | undefined)[], setAside?: Draft): Draft {
    const { service, hash, previous } = this.#situation;
    const cleared = setAside === undefined ? this.#removeBrokenPrevious() : undefined;
    const created = this.#plan.add(
      { kind: 'createContainer', container: this.#name, spec: service.spec, configHash: hash, cause },
      after,
    );
    const other = setAside === undefined ? this.#stopPrevious() : undefined;
    const ready = this.#start('it is new', [created, cleared, other]);
    if (setAside !== undefined || previous !== undefined)
      this.#remove(previousName(this.#name), 'the new container proved itself', [ready]);
    return ready;
  }

  #removePrevious(cause: string, after: readonly Draft[]): Draft | undefined {
    if (this.#situation.previous === undefined) return undefined;
    return this.#remove(previousName(this.#name), cause, [...after, this.#stopPrevious()]);
  }

  #removeBrokenPrevious(): Draft | undefined {
    const { brokenPrevious: broken } = this.#situation;
    if (broken === undefined) return undefined;
    this.#brokenRemoved ??= this.#remove(broken.name, 'it could not be started', [
      isActive(broken) ? this.#stopContainer(broken.name, 'it could not be started', []) : undefined,
    ]);
    return this.#brokenRemoved;
  }

  /** What has to be there before the container can be created. */
  #preparations(): readonly Draft[] {
    const { service } = this.#situation;
    const pulled = this.#context.images.pulled(service);
    if (pulled !== undefined) this.#pulls.add(pulled);
    const networks = service.spec.networks.map(({ name }) => this.#context.networks.created(name));
    return [pulled, ...networks, ...this.#mountsReady()].filter((step) => step !== undefined);
  }

  /** First gets everything that can be got, also for the services it needs; only then takes the container down. */
  #takeDown(current: ObservedContainer, cause: string): readonly Draft[] {
    const prepared = this.#preparations();
    return isActive(current) ? [this.#stop(cause, [...prepared, ...this.#pulls])] : prepared;
  }

  #mountsReady(): readonly Draft[] {
    return this.#situation.service.spec.mounts.flatMap(({ source }) => this.#context.files.readyFor(source));
  }

  #start(cause: string, after: readonly (Draft | undefined)[]): Draft {
    const needs = this.#context.needs.map(({ ready }) => (typeof ready === 'string' ? undefined : ready));
    const started = this.#plan.add({ kind: 'startContainer', container: this.#name, cause }, [
      ...after,
      ...needs,
      ...this.#context.strays,
    ]);
    return this.#wait('it was just started', [started]);
  }

  #wait(cause: string, after: readonly Draft[]): Draft {
    const timeoutSeconds = this.#situation.service.startTimeoutSeconds;
    return this.#plan.add({ kind: 'waitHealthy', container: this.#name, timeoutSeconds, cause }, after);
  }

  #stop(cause: string, after: readonly Draft[]): Draft {
    this.#stopped = this.#stopContainer(this.#name, cause, after);
    return this.#stopped;
  }

  /** Two containers on the same data would ruin it. */
  #stopPrevious(cause = 'only one of the two may run'): Draft | undefined {
    const { previous } = this.#situation;
    if (previous === undefined || !isActive(previous)) return undefined;
    this.#previousStopped ??= this.#stopContainer(previousName(this.#name), cause, []);
    return this.#previousStopped;
  }

  #stopContainer(container: string, cause: string, after: readonly (Draft | undefined)[]): Draft {
    const graceSeconds = this.#situation.service.stopGraceSeconds;
    return this.#plan.add({ kind: 'stopContainer', container, graceSeconds, cause }, after);
  }

  #rename(container: string, to: string, cause: string, after: readonly (Draft | undefined)[]): Draft {
    return this.#plan.add({ kind: 'renameContainer', container, to, cause }, after);
  }

  #remove(container: string, cause: string, after: readonly (Draft | undefined)[]): Draft {
    return this.#plan.add({ kind: 'removeContainer', container, cause }, after);
  }
}

const notRunning = (state: ObservedContainer['state']): string =>
  state === 'exited' ? 'it does not run' : `it is ${state}`;
