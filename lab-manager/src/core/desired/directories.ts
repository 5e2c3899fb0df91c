import { biotaEnvironments } from './biota-db.ts';
import { owners } from './owners.ts';
import { labPaths } from './paths.ts';
import type { DesiredDirectory, Owner } from '../model/desired-state.ts';
import type { HostFacts } from '../model/host-facts.ts';
import { codelabRuns, type EnvironmentName, type LabFile } from '../model/lab-file.ts';

/** Parents first. The data root itself is the installer's. */
export function directories(labFile: LabFile, facts: HostFacts): readonly DesiredDirectory[] {
  const paths = labPaths(facts.home);
  return [
    directory(paths.state, owners.manager, 0o700),
    directory(paths.secrets, owners.manager, 0o700),
    // Anybody on this machine may read the CA's certificate, to trust it; the key in there is for the edge alone.
    directory(paths.edge, owners.manager, 0o755),
    directory(paths.edgeDynamic, owners.manager, 0o755),
    directory(paths.edgeCertificates, owners.manager, 0o755),
    directory(paths.edgeLastGood, owners.manager, 0o700),
    directory(paths.environments, owners.manager, 0o711),
    ...environmentDirectories('prod', facts),
    ...(labFile.environments.dev.enabled ? environmentDirectories('dev', facts) : []),
    ...(biotaEnvironments(labFile).length > 0 ? biotaDirectories(facts) : []),
    ...(codelabRuns(labFile) ? codelabDirectories(facts) : []),
  ];
}

function environmentDirectories(environment: EnvironmentName, facts: HostFacts): DesiredDirectory[] {
  const paths = labPaths(facts.home);
  const own = paths.environment(environment);
  return [
    // Mounted as a whole into the one container that owns it.
    directory(paths.secretsOf(`${environment}-db`), owners.database, 0o500),
    directory(paths.secretsOf(`${environment}-glab`), owners.glab, 0o500),
    directory(own.root, owners.manager, 0o711),
    directory(own.data, owners.glab, 0o700),
    directory(own.database, owners.database, 0o700),
    directory(own.bricks, owners.manager, 0o755),
    directory(own.run, owners.glab, 0o700),
  ];
}

function biotaDirectories(facts: HostFacts): DesiredDirectory[] {
  const paths = labPaths(facts.home);
  return [
    directory(paths.secretsOf('biota-db'), owners.database, 0o500),
    directory(paths.shared, owners.manager, 0o711),
    // Written by the container that builds; the one that serves gets a single generation, read-only.
    directory(paths.biota, owners.database, 0o700),
    directory(paths.cache, owners.manager, 0o711),
    directory(paths.biotaArchives, owners.manager, 0o755),
  ];
}

function codelabDirectories(facts: HostFacts): DesiredDirectory[] {
  const paths = labPaths(facts.home);
  return [
    directory(paths.secretsOf('dev-testdb'), owners.database, 0o500),
    directory(paths.secretsOf('dev-codelab'), owners.codelab, 0o500),
    directory(paths.codelab.workspace, owners.codelab, 0o750),
    directory(paths.codelab.home, owners.codelab, 0o700),
    directory(paths.codelab.debug, owners.glab, 0o750),
  ];
}

function directory(path: string, owner: Owner, mode: number): DesiredDirectory {
  return { path, owner, mode };
}
