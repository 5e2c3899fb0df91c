import { containerName, labels, networkName } from '../names.ts';
import type { DesiredNetwork } from '../model/desired-state.ts';
import type { HostFacts } from '../model/host-facts.ts';

/** One network per exposed group, with the edge in it; databases on internal ones, which have no way out. */
export function networks(facts: HostFacts): readonly DesiredNetwork[] {
  const edge = { container: containerName(facts.labId, 'edge'), alias: 'edge' };
  const network = (name: string, options: Pick<DesiredNetwork, 'internal' | 'attach'>): DesiredNetwork => ({
    name: networkName(facts.labId, name),
    mtu: facts.mtu,
    labels: { [labels.lab]: facts.labId },
    ...options,
  });
  return [
    network('edge-front', { internal: false, attach: [edge] }),
    network('edge-prod', { internal: false, attach: [edge] }),
    network('db-prod', { internal: true, attach: [] }),
  ];
}
