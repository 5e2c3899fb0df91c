import { mountedFrom, scratchOf, type Scratch } from './scratch.ts';
import type { DesiredService } from '../model/desired-state.ts';
import type { HostFacts } from '../model/host-facts.ts';

/** Absolute; what is left out is taken where it is in use. */
export interface ScratchFolders {
  data?: string;
  bricks?: string;
  /** Of dev, where bricks are developed. */
  workspace?: string;
}

/** Of the host's side: nothing else may be changed by it, nor be served from it. */
const kept = ['/data', '/bricks', '/workspace', '/run/secrets'];
const MiB = 1024 ** 2;

/**
 * An environment's glab at rest: it starts on its folders, which it can't write, and on the databases of its network, brings
 * their tables up to its own version, and answers what is there. Nothing that was queued runs, nobody debugs it, and it needs
 * no GPU for that.
 */
export function scratchGlab(
  facts: Pick<HostFacts, 'labId' | 'mtu'>,
  service: DesiredService,
  { data, bricks, workspace }: ScratchFolders,
): Scratch {
  const { mounts, environment, tmpfs, user } = service.spec;
  const [uid = 0, gid = 0] = user.split(':').map(Number);
  const { LABSTEAD_DEBUG_SOCKET: _, ...variables } = environment;
  const sources = { '/data': data, '/bricks': bricks, '/workspace': workspace };
  return scratchOf(facts, service, {
    command: ['serve', '--at-rest'],
    environment: variables,
    mounts: mountedFrom(mounts, sources)
      .filter(({ target }) => kept.includes(target))
      .map((mount) => ({ ...mount, readOnly: true })),
    tmpfs: [...tmpfs, { path: '/run/labstead', sizeBytes: 16 * MiB, uid, gid, exec: false }],
  });
}
