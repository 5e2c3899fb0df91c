import { inOrder } from './in-order.ts';
import { takenName } from './names-taken.ts';
import { PlanBuilder } from './plan-builder.ts';
import { planEdge } from './plan-edge.ts';
import { planFiles } from './plan-files.ts';
import { planImages } from './plan-images.ts';
import { planNetworks, planUnwantedNetworks } from './plan-networks.ts';
import { planReference } from './plan-reference.ts';
import { planService, untouched, type ServiceContext, type ServicePlan } from './plan-service.ts';
import { planStrays } from './plan-strays.ts';
import { situationOf, type Wish } from './situation.ts';
import { installedPart } from './installed-part.ts';
import { world, type World } from './world.ts';
import type { DesiredService, DesiredState } from '../model/desired-state.ts';
import type { ObservedState } from '../model/observed-state.ts';
import type { Plan, Purpose } from '../model/operation.ts';

/**
 * The operations from what is there to what should be. Total and pure: any look gives a plan, the same look the same plan.
 * Nothing that isn't ours is touched; a service whose name is taken is left out (the health check `name-taken` says so).
 * `heldBack`: per service the config hash of a spec that was tried and didn't prove itself.
 */
export function reconcile(
  whole: DesiredState,
  observed: ObservedState,
  heldBack: ReadonlyMap<string, string>,
  purpose: Purpose = 'apply',
): Plan {
  const plan = new PlanBuilder();
  const desired = installedPart(whole);
  const here = world(desired, observed);
  const files = planFiles(plan, desired, observed.files);
  planEdge(plan, desired, observed, files);
  const networks = planNetworks(plan, here);
  const images = planImages(plan, here);
  const strays = planStrays(plan, here);
  const reference = planReference(plan, here, { files, images, strays }, purpose);
  const ready = {
    ...files,
    readyFor: (path: string) => [...files.readyFor(path), ...reference.readyFor(path)],
  };

  const services = new Map<string, ServicePlan>();
  for (const service of inOrder(desired.services)) {
    const context = {
      plan,
      files: ready,
      images: {
        ...images,
        canBeHad: (one: DesiredService) => images.canBeHad(one) && reference.canBeHad(one),
      },
      networks,
      needs: needsOf(service, services),
      strays: strays.ofService(service.name),
    };
    services.set(service.name, planOne(service, here, context, { heldBack, purpose }));
  }
  stopDependentsFirst(desired.services, services);
  planUnwantedNetworks(plan, here, strays);
  reference.letOthersGoFirst(plan.drafts);
  return plan.toPlan();
}

function planOne(service: DesiredService, here: World, context: ServiceContext, wish: Wish): ServicePlan {
  if (takenName(service, here) !== undefined) return untouched(here.container(service.spec.name));
  return planService(situationOf(service, here, context.networks, wish), context);
}

function needsOf(service: DesiredService, planned: ReadonlyMap<string, ServicePlan>): ServicePlan[] {
  return service.after.map((name) => planned.get(name) ?? untouched(undefined));
}

function stopDependentsFirst(
  services: readonly DesiredService[],
  planned: ReadonlyMap<string, ServicePlan>,
): void {
  for (const service of services) {
    const stopped = planned.get(service.name)?.stopped;
    if (stopped === undefined) continue;
    for (const need of service.after) planned.get(need)?.stopped?.after.add(stopped);
  }
}
