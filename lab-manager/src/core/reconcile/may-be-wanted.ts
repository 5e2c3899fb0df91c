import type { DesiredState } from '../model/desired-state.ts';
import { whyKept } from './kept-services.ts';

/**
 * Whether a service that nothing here wants may be wanted by a brick that can't be gone by, or could not be read: what is
 * not known is never taken for not there, and a brick that was edited to something wrong keeps what it had until it is put
 * right. The reference database serves both environments, and any brick may need it, unless a person said
 * whether it is to be there.
 */
export function mayBeWanted(
  service: string,
  desired: Pick<DesiredState, 'services' | 'unreadBricks' | 'refused' | 'referenceByNeed'>,
): boolean {
  if (service !== 'biota-db') return whyKept(service, desired) !== undefined;
  const { unreadBricks, refused, referenceByNeed } = desired;
  return (
    referenceByNeed && (unreadBricks.length > 0 || refused.some(({ field }) => field === 'settings.json'))
  );
}
