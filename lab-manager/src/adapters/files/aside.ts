import { mkdir, rename, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { asideWithin, isWithinDev } from '../../core/desired/dev-parts.ts';
import type { LabFiles } from '../../core/ports.ts';
import { bringOut, emptyInto, isDirectory } from './aside-within.ts';
import { syncDirectory } from './atomic-write.ts';
import { exists } from './exists.ts';
import { explained, systemCode } from './files-error.ts';
import { removeTree } from './remove-tree.ts';

/** Empties directories of dev without losing them before their successors have proved themselves. Of dev: never of prod. */
export function aside(home: string): Pick<LabFiles, 'setAside' | 'putBack' | 'removeAside'> {
  /** Whatever asked for it: nothing else may go. */
  const onlyInDev = (...paths: readonly string[]): void => {
    const outside = paths.find((path) => !isWithinDev(home, path));
    if (outside !== undefined) throw new Error(`${outside} is not dev's`);
  };
  return {
    async setAside(path, to) {
      onlyInDev(path, to);
      await explained('move aside', path, async () => {
        const within = asideWithin(path, to);
        // What lies there was moved by an earlier try.
        if ((await exists(to)) || (await isDirectory(within)) || !(await exists(path))) return;
        await mkdir(dirname(to), { recursive: true, mode: 0o700 });
        try {
          await move(path, to);
        } catch (error) {
          if (!isMount(error)) throw error;
          await emptyInto(path, within);
        }
      });
    },
    async putBack(path, from) {
      onlyInDev(path, from);
      const successor = `${from}.successor`;
      await explained('put back', path, async () => {
        if (await exists(from)) {
          if (await exists(path)) await move(path, successor);
          await move(from, path);
        }
        await bringOut(path, asideWithin(path, from));
        await removeTree(successor);
        await removeEmpty(dirname(from));
      });
    },
    async removeAside(path) {
      onlyInDev(path);
      await explained('remove', path, async () => {
        await removeTree(path);
        await syncIfThere(dirname(path));
      });
    },
  };
}

/** On the disk when this returns. */
async function move(from: string, to: string): Promise<void> {
  await rename(from, to);
  await syncDirectory(dirname(to));
  // Parts are put back side by side: another one may have taken the folder along that this one has just left.
  await syncIfThere(dirname(from));
}

async function syncIfThere(folder: string): Promise<void> {
  try {
    await syncDirectory(folder);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  }
}

/** Whoever mounts something at a directory keeps it where it is. */
const isMount = (error: unknown): boolean => ['EBUSY', 'EXDEV'].includes(systemCode(error));

/** The last one to be put back takes the folder along. */
async function removeEmpty(folder: string): Promise<void> {
  try {
    await rmdir(folder);
    await syncDirectory(dirname(folder));
  } catch (error) {
    if (!['ENOENT', 'ENOTEMPTY'].includes(systemCode(error))) throw error;
  }
}
