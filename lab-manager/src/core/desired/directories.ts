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
    directory(paths.edge, owners.manager, 0o711),
    directory(paths.edgeDynamic, edgeMayRead, 0o750),
    // People and labctl read ca.crt in it; the key beside it is the edge's alone by its own mode.
    directory(paths.edgeCertificates, edgeMayRead, 0o751),
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
