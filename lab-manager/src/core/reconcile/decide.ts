import { isHealthy, isReady } from './container-is.ts';
import type { Situation } from './situation.ts';
import type { ObservedContainer } from '../model/observed-state.ts';

/** What becomes of one service; how, in steps, is plan-service's. */
export type Decision =
  | { kind: 'leave' }
  | { kind: 'stop' }
  /** The current container stays; it is brought up if it has to. */
  | { kind: 'keep'; current: ObservedContainer }
  | { kind: 'create'; cause: string }
  /** The current one is set aside until the new one proved itself. */
  | { kind: 'replace'; current: ObservedContainer; cause: string }
  /** The current one is of no use: it goes, and what was set aside before stays until the new one proved itself. */
  | { kind: 'rebuild'; current: ObservedContainer; cause: string }
  /** What was set aside takes the name again. */
  | { kind: 'putBack'; previous: ObservedContainer; cause: string };

export function decide(situation: Situation, canCreate: boolean): Decision {
  const { service, current, currentBroken, drift } = situation;
  if (!service.running) return { kind: 'stop' };
  if (current === undefined || currentBroken !== undefined) return withoutCurrent(situation, canCreate);
  return drift === undefined
    ? withFittingCurrent(situation, current)
    : withDriftedCurrent(situation, current, drift, canCreate);
}

const notProven = 'the new container did not prove itself';
const previousIsWanted = 'the previous container is the wanted one';
const noImage = 'the new image is not to be had';

function withoutCurrent(situation: Situation, canCreate: boolean): Decision {
  const { current, currentBroken, previous, previousFits, held } = situation;
  if (previous !== undefined) {
    if (previousFits) return { kind: 'putBack', previous, cause: previousIsWanted };
    if (held) return { kind: 'putBack', previous, cause: notProven };
    if (!canCreate) return { kind: 'putBack', previous, cause: noImage };
  }
  // Held back or not: with nothing to fall back to, trying again is the only way to have the service.
  if (!canCreate) return { kind: 'leave' };
  if (current === undefined) return { kind: 'create', cause: 'it does not exist' };
  return { kind: 'rebuild', current, cause: currentBroken ?? 'it is of no use' };
}

/** A spec that was given up may still turn out well, after its time limit: then it is kept. */
function withFittingCurrent({ previous, held }: Situation, current: ObservedContainer): Decision {
  if (held && previous !== undefined && !isHealthy(current))
    return { kind: 'putBack', previous, cause: notProven };
  return { kind: 'keep', current };
}

function withDriftedCurrent(
  { previous, previousFits, held }: Situation,
  current: ObservedContainer,
  drift: string,
  canCreate: boolean,
): Decision {
  if (previous !== undefined && previousFits) return { kind: 'putBack', previous, cause: previousIsWanted };
  const unproven = previous !== undefined && !isReady(current);
  if (held || !canCreate) {
    return unproven
      ? { kind: 'putBack', previous, cause: held ? notProven : noImage }
      : { kind: 'keep', current };
  }
  return { kind: unproven ? 'rebuild' : 'replace', current, cause: drift };
}
