import type { Look } from './check.ts';
import type { DesiredService } from '../model/desired-state.ts';
import type { ObservedContainer } from '../model/observed-state.ts';

/** The services that should run, each with its container where it is there and ours. */
export function wantedContainers({
  desired,
  observed,
}: Look): readonly { service: DesiredService; container: ObservedContainer }[] {
  const byName = new Map(observed.containers.filter((it) => it.ours).map((it) => [it.name, it]));
  return desired.services.flatMap((service) => {
    const container = byName.get(service.spec.name);
    return service.running && container !== undefined ? [{ service, container }] : [];
  });
}
