import type { DesiredService, DesiredState } from '../model/desired-state.ts';
import type { ObservedContainer, ObservedNetwork, ObservedState } from '../model/observed-state.ts';

/** The look and the wish, by name. */
export interface World {
  desired: DesiredState;
  observed: ObservedState;
  container(name: string): ObservedContainer | undefined;
  network(name: string): ObservedNetwork | undefined;
}

export function world(desired: DesiredState, observed: ObservedState): World {
  const containers = new Map(observed.containers.map((it) => [it.name, it]));
  const networks = new Map(observed.networks.map((it) => [it.name, it]));
  return {
    desired,
    observed,
    container: (name) => containers.get(name),
    network: (name) => networks.get(name),
  };
}

/** The image that bears the service's reference now; undefined where none does. */
export function imageIdOf({ spec }: DesiredService, { images }: ObservedState): string | undefined {
  return Object.hasOwn(images, spec.image) ? images[spec.image] : undefined;
}
