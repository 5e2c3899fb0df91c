import { isReady } from './container-is.ts';
import type { ObservedContainer, ObservedState } from '../model/observed-state.ts';

/** The edge's container where it runs and is well; what is wrong with one that isn't is told by that. */
export function edgeOf({ containers }: Pick<ObservedState, 'containers'>): ObservedContainer | undefined {
  return containers.find((it) => it.ours && it.service === 'edge' && isReady(it));
}
