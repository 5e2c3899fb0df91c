import { containerName, labels, networkName } from '../names.ts';
import { biotaEnvironments } from './biota-db.ts';
import {
  biotaNetwork,
  databaseNetwork,
  edgeNetworks,
  outsideNetwork,
  testDatabaseNetwork,
} from './network-names.ts';
import type { DesiredNetwork } from '../model/desired-state.ts';
import type { HostFacts } from '../model/host-facts.ts';
import type { BrickParts } from './brick-parts.ts';
import { codelabRuns, environmentNames, type LabFile } from '../model/lab-file.ts';

/**
 * One network per group that the edge serves, one per database. None of them leads anywhere: not to this machine, not to
 * what is around it, not to the internet. None holds containers of two environments, nor the codelab together with a
 * glab. What follows from that for each pair of containers stands in `reachability.ts`.
 */
export function networks(
  labFile: LabFile,
  facts: HostFacts,
  { ofBricks, ofApps }: BrickParts['networks'],
): readonly DesiredNetwork[] {
  const edge = { container: containerName(facts.labId, 'edge'), alias: 'edge' };
  const network = (name: string, options: Pick<DesiredNetwork, 'internal' | 'attach'>): DesiredNetwork => ({
    name: networkName(facts.labId, name),
    mtu: facts.mtu,
    labels: { [labels.lab]: facts.labId },
    ...options,
  });
  const served = (name: string) => network(name, { internal: true, attach: [edge] });
  const closed = (name: string) => network(name, { internal: true, attach: [] });
  const open = (name: string) => network(name, { internal: false, attach: [] });
  const { environments, codelab } = labFile;
  return [
    // The databases' first: the engine makes one after the other, and most of a start waits for the databases.
    closed(databaseNetwork('prod')),
    ...(environments.dev.enabled ? [closed(databaseNetwork('dev'))] : []),
    served(edgeNetworks.front),
    served(edgeNetworks.prod),
    ...(environments.dev.enabled ? [served(edgeNetworks.dev)] : []),
    ...biotaEnvironments(labFile).map((environment) => closed(biotaNetwork(environment))),
    ...(codelabRuns(labFile) ? [served(edgeNetworks.codelab), closed(testDatabaseNetwork)] : []),
    ...ofBricks.map(closed),
    ...ofApps.map(served),
    ...environmentNames
      .filter((name) => environments[name].enabled && environments[name].internet)
      .map((name) => open(outsideNetwork(name))),
    ...(codelabRuns(labFile) && codelab.internet ? [open(outsideNetwork('codelab'))] : []),
  ];
}
