import { owners } from './owners.ts';
import { labPaths } from './paths.ts';
import type { DesiredDirectory, Owner } from '../model/desired-state.ts';
import type { HostFacts } from '../model/host-facts.ts';

/** Parents first. The data root itself is the installer's. */
export function directories(facts: HostFacts): readonly DesiredDirectory[] {
  const paths = labPaths(facts.home);
  return [
    directory(paths.state, owners.manager, 0o700),
    directory(paths.secrets, owners.manager, 0o700),
    // Mounted as a whole into the one container that owns it.
    directory(paths.secretsOf('prod-db'), owners.database, 0o500),
    directory(paths.secretsOf('prod-glab'), owners.glab, 0o500),
    // Anybody on this machine may read the CA's certificate, to trust it; the key in there is for the edge alone.
    directory(paths.edge, owners.manager, 0o755),
    directory(paths.edgeDynamic, owners.manager, 0o755),
    directory(paths.edgeCertificates, owners.manager, 0o755),
    directory(paths.edgeLastGood, owners.manager, 0o700),
    directory(paths.environments, owners.manager, 0o711),
    directory(paths.prod.root, owners.manager, 0o711),
    directory(paths.prod.data, owners.glab, 0o700),
    directory(paths.prod.database, owners.database, 0o700),
    directory(paths.prod.bricks, owners.manager, 0o755),
    directory(paths.prod.run, owners.glab, 0o700),
  ];
}

function directory(path: string, owner: Owner, mode: number): DesiredDirectory {
  return { path, owner, mode };
}
