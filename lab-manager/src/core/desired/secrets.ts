import { biotaEnvironments } from './biota-db.ts';
import { owners } from './owners.ts';
import { labPaths } from './paths.ts';
import type { DesiredSecret } from '../model/desired-state.ts';
import type { HostFacts } from '../model/host-facts.ts';
import { codelabRuns, type EnvironmentName, type LabFile } from '../model/lab-file.ts';

/** Whoever it is for may read it, nobody write it. */
export const secretMode = 0o400;

/** Each container reads its own copy, as its own user. */
export function secrets(labFile: LabFile, facts: HostFacts): readonly DesiredSecret[] {
  return [
    ...environmentSecrets('prod', facts),
    ...(labFile.environments.dev.enabled ? environmentSecrets('dev', facts) : []),
    ...biotaEnvironments(labFile).flatMap((environment) => biotaSecrets(environment, facts)),
    ...(codelabRuns(labFile) ? codelabSecrets(facts) : []),
  ];
}

function environmentSecrets(environment: EnvironmentName, facts: HostFacts): DesiredSecret[] {
  const paths = labPaths(facts.home);
  const password = paths.databasePassword(environment);
  return [
    { path: password, owner: owners.database, copyOf: undefined },
    { path: paths.glabDatabasePassword(environment), owner: owners.glab, copyOf: password },
  ];
}

function biotaSecrets(environment: EnvironmentName, facts: HostFacts): DesiredSecret[] {
  const paths = labPaths(facts.home);
  const password = paths.biotaPassword(environment);
  return [
    { path: password, owner: owners.database, copyOf: undefined },
    { path: paths.glabBiotaPassword(environment), owner: owners.glab, copyOf: password },
  ];
}

function codelabSecrets(facts: HostFacts): DesiredSecret[] {
  const { testDatabasePassword, codelabTestDatabasePassword, codelabToken } = labPaths(facts.home);
  return [
    { path: testDatabasePassword, owner: owners.database, copyOf: undefined },
    { path: codelabTestDatabasePassword, owner: owners.codelab, copyOf: testDatabasePassword },
    // What the codelab shows the manager: good for steering dev-glab (core/access), and for nothing else.
    { path: codelabToken, owner: owners.codelab, copyOf: undefined },
  ];
}
