import { lstat, mkdir, readdir, rename, rmdir } from 'node:fs/promises';
import { isAsideName, movingName } from '../../core/desired/aside-names.ts';
import { syncDirectory } from './atomic-write.ts';
import { bytesAt } from './bytes-at.ts';
import { systemCode } from './files-error.ts';
import { holding } from './held-folder.ts';
import { removeTree } from './remove-tree.ts';

// A directory that is a mount of its own can't be renamed, so what is in it moves within it. While only a part of it has moved
// the folder bears another name: whichever of the two is there after a crash tells how far it came, and which way to go on.

/** Moves what is in `path` to `aside`, which is within it. */
export async function emptyInto(path: string, aside: string): Promise<void> {
  const moving = movingName(aside);
  await mkdir(moving, { mode: 0o700 }).catch(async (error: unknown) => {
    // An earlier try made it, unless it is something that somebody laid there.
    if (systemCode(error) !== 'EEXIST' || !(await isDirectory(moving))) throw error;
  });
  await holding(moving, async (held) => {
    for (const name of await contentOf(path)) await rename(bytesAt(path, name), bytesAt(held.at('.'), name));
    await held.sync();
  });
  await syncDirectory(path);
  await rename(moving, aside);
  await syncDirectory(path);
}

/** Moves it back, and removes what came in its place; nothing was moved: nothing happens. */
export async function bringOut(path: string, aside: string): Promise<void> {
  const moving = movingName(aside);
  if (await isDirectory(aside)) {
    for (const name of await contentOf(path)) await removeTree(bytesAt(path, name));
    await rename(aside, moving);
    await syncDirectory(path);
  }
  await moveOut(path, moving);
}

/** Moves what is in `from`, which is within `path`, up to it; nothing is there: nothing happens. */
export async function moveOut(path: string, from: string): Promise<void> {
  if (!(await isDirectory(from))) return;
  await holding(from, async (held) => {
    for (const name of await contentOf(held.at('.')))
      await rename(bytesAt(held.at('.'), name), bytesAt(path, name));
    await syncDirectory(path);
    await held.sync();
  });
  await rmdir(from);
  await syncDirectory(path);
}

/** Not a link in its stead: whoever works in the codelab may write where this lies. */
export async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isDirectory();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error))) return false;
    throw error;
  }
}

/** Names, without the file system's own folder, and what this or another reset or restore has there. */
export async function contentOf(path: string): Promise<Buffer[]> {
  const isContent = (name: string): boolean => name !== 'lost+found' && !isAsideName(name);
  return (await readdir(path, { encoding: 'buffer' })).filter((name) => isContent(name.toString()));
}
