import { owners } from './owners.ts';
import { labPaths } from './paths.ts';
import type { DesiredSecret } from '../model/desired-state.ts';
import type { HostFacts } from '../model/host-facts.ts';

/** Whoever it is for may read it, nobody write it. */
export const secretMode = 0o400;

/** Each container reads its own copy, as its own user. */
export function secrets(facts: HostFacts): readonly DesiredSecret[] {
  const paths = labPaths(facts.home);
  return [
    { path: paths.databasePassword, owner: owners.database, copyOf: undefined },
    { path: paths.glabDatabasePassword, owner: owners.glab, copyOf: paths.databasePassword },
  ];
}
