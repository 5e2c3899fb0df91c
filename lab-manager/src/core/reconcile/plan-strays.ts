import { composeServices, previousName } from '../names.ts';
import { isActive } from './container-is.ts';
import type { Draft, PlanBuilder } from './plan-builder.ts';
import type { World } from './world.ts';

export interface StraysPlan {
  /** Removing steps by container name. */
  removed: ReadonlyMap<string, Draft>;
  /** Removing steps by the service whose label the containers bear. */
  ofService(service: string): readonly Draft[];
}

/** Where nobody says how long it may take to stop. */
const graceSeconds = 30;

/** Containers of ours under names that no service wants: of services that are gone, or renamed by hand. */
export function planStrays(plan: PlanBuilder, { desired, observed }: World): StraysPlan {
  const wanted = new Set(desired.services.flatMap(({ spec }) => [spec.name, previousName(spec.name)]));
  const removed = new Map<string, Draft>();
  const byService = new Map<string, Draft[]>();
  for (const container of observed.containers) {
    const { name, ours, service } = container;
    // Without a service's label we can't say that it was a service.
    if (!ours || service === undefined || wanted.has(name) || composeServices.includes(service)) continue;
    const cause = 'no service wants it';
    const stopped = isActive(container)
      ? plan.add({ kind: 'stopContainer', container: name, graceSeconds, cause })
      : undefined;
    const step = plan.add({ kind: 'removeContainer', container: name, cause }, [stopped]);
    removed.set(name, step);
    byService.set(service, [...(byService.get(service) ?? []), step]);
  }
  return { removed, ofService: (service) => byService.get(service) ?? [] };
}
