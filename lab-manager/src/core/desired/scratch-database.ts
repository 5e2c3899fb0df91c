import { mountedFrom, scratchOf, type Scratch } from './scratch.ts';
import type { DesiredService } from '../model/desired-state.ts';
import type { HostFacts } from '../model/host-facts.ts';

/**
 * The server of a database (an environment's or a brick's) on a given folder: an empty one that a dump is loaded into, or the
 * service's own while the service is stopped. Two servers never share a folder: the image holds a lock in it.
 */
export function scratchDatabase(
  facts: Pick<HostFacts, 'labId' | 'mtu'>,
  service: DesiredService,
  folder: string,
): Scratch {
  return scratchOf(facts, service, {
    mounts: mountedFrom(service.spec.mounts, { '/var/lib/mysql': folder }),
  });
}
