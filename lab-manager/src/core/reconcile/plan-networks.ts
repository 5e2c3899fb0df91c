import { composeNetworks, composeServices, shortName } from '../names.ts';
import { isActive, isBroken } from './container-is.ts';
import type { Draft, PlanBuilder } from './plan-builder.ts';
import type { StraysPlan } from './plan-strays.ts';
import type { World } from './world.ts';
import type { DesiredNetwork } from '../model/desired-state.ts';
import type { ObservedNetwork } from '../model/observed-state.ts';

export interface NetworksPlan {
  /** Made by the lab, with the wanted properties, and kept by this plan. */
  isPresent(name: string): boolean;
  /** The step that makes it; undefined where it is present, or can't be made. */
  created(name: string): Draft | undefined;
}

export function planNetworks(plan: PlanBuilder, world: World): NetworksPlan {
  const created = new Map<string, Draft>();
  for (const network of world.desired.networks) {
    const found = world.network(network.name);
    if (found?.ours === false) continue;
    const step = createStep(plan, world, network, found);
    if (step !== undefined) created.set(network.name, step);
    attach(plan, world, network, step);
  }
  return {
    isPresent: (name) => world.network(name)?.ours === true && !created.has(name),
    created: (name) => created.get(name),
  };
}

function createStep(
  plan: PlanBuilder,
  world: World,
  network: DesiredNetwork,
  found: ObservedNetwork | undefined,
): Draft | undefined {
  if (found === undefined) return plan.add({ kind: 'createNetwork', network, cause: 'it does not exist' });
  // Whether a network has a way out can't be changed; it is made anew as soon as nobody is using it.
  if (found.internal === network.internal || isUsed(world, found)) return undefined;
  const cause = network.internal ? 'it has a way out and should not' : 'it has no way out and should';
  const removed = plan.add({ kind: 'removeNetwork', network: network.name, cause });
  return plan.add({ kind: 'createNetwork', network, cause }, [removed]);
}

function isUsed(world: World, network: ObservedNetwork): boolean {
  return network.containers.some((name) => {
    const container = world.container(name);
    return container === undefined || isActive(container);
  });
}

function attach(plan: PlanBuilder, world: World, network: DesiredNetwork, created: Draft | undefined): void {
  for (const { container: name, alias } of network.attach) {
    const container = world.container(name);
    if (container === undefined || !container.ours || isBroken(container)) continue;
    if (created === undefined && container.networks.includes(network.name)) continue;
    const cause = `${shortName(name)} is not attached to it`;
    plan.add({ kind: 'connectNetwork', network: network.name, container: name, alias, cause }, [created]);
  }
}

/** Networks of ours that nothing wants. */
export function planUnwantedNetworks(
  plan: PlanBuilder,
  world: World,
  { removed, keptNetworks }: Pick<StraysPlan, 'removed' | 'keptNetworks'>,
): void {
  const wanted = new Set(world.desired.networks.map((it) => it.name));
  for (const network of world.observed.networks) {
    if (!network.ours || wanted.has(network.name) || composeNetworks.includes(shortName(network.name)))
      continue;
    // The engine counts only who runs; an app that rests would be without it.
    if (keptNetworks.has(network.name)) continue;
    // The edge is only detached from it: that comes with the removal.
    const members = network.containers.filter((name) => !isComposes(world, name));
    const leaving = members.map((name) => removed.get(name));
    if (leaving.includes(undefined)) continue;
    plan.add({ kind: 'removeNetwork', network: network.name, cause: 'no service wants it' }, leaving);
  }
}

function isComposes(world: World, name: string): boolean {
  const container = world.container(name);
  return container?.ours === true && composeServices.includes(container.service ?? '');
}
