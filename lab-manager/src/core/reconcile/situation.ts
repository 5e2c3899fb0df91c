import { configHash } from '../desired/config-hash.ts';
import { previousName } from '../names.ts';
import { isBroken } from './container-is.ts';
import type { NetworksPlan } from './plan-networks.ts';
import { imageIdOf, type World } from './world.ts';
import type { DesiredService } from '../model/desired-state.ts';
import type { ObservedContainer } from '../model/observed-state.ts';
import type { Purpose } from '../model/operation.ts';

/** All that decides what becomes of one service. */
export interface Situation {
  service: DesiredService;
  hash: string;
  /** Bears the service's name. */
  current: ObservedContainer | undefined;
  /** Why the current one could not be started, ever. */
  currentBroken: string | undefined;
  /** Why the current one is not what is wanted. */
  drift: string | undefined;
  /** Set aside by a replacement that isn't finished, and fit to be started. */
  previous: ObservedContainer | undefined;
  previousFits: boolean;
  /** A previous one that can only be removed. */
  brokenPrevious: ObservedContainer | undefined;
  /** This very spec was tried and didn't prove itself. */
  held: boolean;
}

/** What beside the desired state says what is wanted. */
export interface Wish {
  /** Per service the config hash of a spec that was tried and didn't prove itself. */
  heldBack: ReadonlyMap<string, string>;
  purpose: Purpose;
}

export function situationOf(
  service: DesiredService,
  world: World,
  networks: NetworksPlan,
  { heldBack, purpose }: Wish,
): Situation {
  const hash = configHash(service.spec);
  // A newer image under the same reference makes no drift until somebody applies it.
  const imageId = purpose === 'apply' ? imageIdOf(service, world.observed) : undefined;
  const broken = (it: ObservedContainer): string | undefined => brokenCause(it, service, hash, networks);
  const drift = (it: ObservedContainer): string | undefined => driftCause(it, hash, imageId);

  const current = world.container(service.spec.name);
  const setAside = world.container(previousName(service.spec.name));
  const previous = setAside === undefined || broken(setAside) !== undefined ? undefined : setAside;
  return {
    service,
    hash,
    current,
    currentBroken: current && broken(current),
    drift: current && drift(current),
    previous,
    previousFits: previous !== undefined && drift(previous) === undefined,
    brokenPrevious: previous === undefined ? setAside : undefined,
    held: heldBack.get(service.name) === hash,
  };
}

function driftCause(
  container: ObservedContainer,
  hash: string,
  imageId: string | undefined,
): string | undefined {
  if (container.configHash !== hash) return 'its configuration changed';
  return imageId === undefined || container.imageId === imageId ? undefined : 'its image changed';
}

/**
 * The engine gave it up, or it remembers a network that is gone: a running container can be attached anew, one that
 * doesn't run looks for that very network and never starts. Which ones another spec had can't be known here.
 */
function brokenCause(
  container: ObservedContainer,
  { spec }: DesiredService,
  hash: string,
  networks: NetworksPlan,
): string | undefined {
  if (isBroken(container)) return `it is ${container.state}`;
  if (container.state === 'running' || container.configHash !== hash) return undefined;
  const lost = spec.networks.some(
    (it) => !networks.isPresent(it.name) || !container.networks.includes(it.name),
  );
  return lost ? 'it lost one of its networks' : undefined;
}
