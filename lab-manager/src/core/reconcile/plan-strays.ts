import { composeServices, environmentOf, previousName } from '../names.ts';
import { isDatabase } from '../bricks/service-names.ts';
import { mayBeWanted } from './may-be-wanted.ts';
import { isActive } from './container-is.ts';
import type { Draft, PlanBuilder } from './plan-builder.ts';
import type { World } from './world.ts';

export interface StraysPlan {
  /** Removing steps by container name. */
  removed: ReadonlyMap<string, Draft>;
  /** Removing steps by the service whose label the containers bear. */
  ofService(service: string): readonly Draft[];
  /** Full names of the networks of those that are left as they are. */
  keptNetworks: ReadonlySet<string>;
}

/** Where nobody says how long it may take to stop. */
const graceSeconds = 30;

/** Containers of ours under names that no service wants: of services that are gone, or renamed by hand. */
export function planStrays(plan: PlanBuilder, { desired, observed }: World): StraysPlan {
  const wanted = new Set(desired.services.flatMap(({ spec }) => [spec.name, previousName(spec.name)]));
  const removed = new Map<string, Draft>();
  const byService = new Map<string, Draft[]>();
  const stops = new Map<string, Draft>();
  const keptNetworks = new Set<string>();
  for (const container of observed.containers) {
    const { name, ours, service } = container;
    // Without a service's label we can't say that it was a service.
    if (!ours || service === undefined || wanted.has(name) || composeServices.includes(service)) continue;
    if (mayBeWanted(service, desired)) {
      for (const network of container.networks) keptNetworks.add(network);
      continue;
    }
    const cause = 'no service wants it';
    const stopped = isActive(container)
      ? plan.add({ kind: 'stopContainer', container: name, graceSeconds, cause })
      : undefined;
    if (stopped !== undefined) stops.set(service, stopped);
    const step = plan.add({ kind: 'removeContainer', container: name, cause }, [stopped]);
    removed.set(name, step);
    byService.set(service, [...(byService.get(service) ?? []), step]);
  }
  databasesLast(stops);
  return { removed, ofService: (service) => byService.get(service) ?? [], keptNetworks };
}

/** What nobody wants has no dependencies any more; but a glab that lost its database can't say whether work runs in it. */
function databasesLast(stops: ReadonlyMap<string, Draft>): void {
  const all = [...stops];
  for (const [database, stop] of all.filter(([service]) => isDatabase(service)))
    for (const [user, before] of all)
      if (!isDatabase(user) && environmentOf(user) === environmentOf(database)) stop.after.add(before);
}
