import { constants } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import type { Owner } from '../../core/model/desired-state.ts';

export interface HeldFolder {
  /** Where this lies in the very folder that is held, whatever has taken its name meanwhile. */
  at(name: string): string;
  /** On the disk when this returns. */
  sync(): Promise<void>;
  /** Of the folder itself. */
  give(owner: Owner, mode: number): Promise<void>;
  /** Of what it is a part of; a folder and one in it differ where the latter is a mount of its own, of the same disk or another. */
  mount(): Promise<string>;
}

/** For a folder whose name somebody else may give to another one, or to a link: that is refused. */
export async function holding<T>(
  path: string | Buffer,
  work: (folder: HeldFolder) => Promise<T>,
): Promise<T> {
  const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = constants;
  const folder = await open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  try {
    return await work({
      at: (name) => `/proc/self/fd/${folder.fd}/${name}`,
      sync: () => folder.sync(),
      async give({ uid, gid }, mode) {
        await folder.chown(uid, gid);
        await folder.chmod(mode);
      },
      async mount() {
        const about = await readFile(`/proc/self/fdinfo/${folder.fd}`, 'utf8');
        return /^mnt_id:\s*(\d+)$/m.exec(about)?.[1] ?? '';
      },
    });
  } finally {
    await folder.close();
  }
}
