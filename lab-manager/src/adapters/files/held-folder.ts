import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

export interface HeldFolder {
  /** Where this lies in the very folder that is held, whatever has taken its name meanwhile. */
  at(name: string): string;
  /** On the disk when this returns. */
  sync(): Promise<void>;
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
    });
  } finally {
    await folder.close();
  }
}
