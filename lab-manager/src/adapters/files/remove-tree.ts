import { randomUUID } from 'node:crypto';
import { readdir, rename, rmdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { bytesAt } from './bytes-at.ts';
import { systemCode } from './files-error.ts';
import { holding, type HeldFolder } from './held-folder.ts';

/** So many folders are open at once, however deep somebody made them. */
const deepest = 64;

/**
 * Removes what is there and all that is in it; nothing is there: nothing happens. Not by Node's own `rm`, as that walks by
 * paths: who may write where this lies lays a link in the place of a folder that was just read, and what has the same names
 * where the link leads goes in its stead. Here each folder is held open, a link is only ever taken away itself, and what
 * somebody mounted below is found busy and left (rm -r --one-file-system would empty a folder of the same disk).
 */
export async function removeTree(path: string | Buffer): Promise<void> {
  await unlessGone(path.toString(), async () => {
    if (await isGone(path)) return;
    await empty(path);
    await rmdir(path);
  });
}

async function empty(path: string | Buffer): Promise<void> {
  await holding(path, async (top) => {
    let raised = 0;
    const emptied = async (folder: HeldFolder, shown: string, depth: number): Promise<void> => {
      for (const name of await readdir(folder.at(''), { encoding: 'buffer' })) {
        const below = bytesAt(folder.at('.'), name);
        const shownBelow = join(shown, name.toString());
        await unlessGone(shownBelow, async () => {
          if (await isGone(below)) return;
          if (depth < deepest) {
            await holding(below, (one) => emptied(one, shownBelow, depth + 1));
            await rmdir(below);
            return;
          }
          await rename(below, top.at(randomUUID()));
          raised += 1;
        });
      }
    };
    let before: number;
    do {
      before = raised;
      await emptied(top, path.toString(), 1);
    } while (raised > before);
  });
}

/** Takes away a file, a link or an empty folder; false for a folder with something in it. */
async function isGone(path: string | Buffer): Promise<boolean> {
  try {
    await unlink(path);
    return true;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return true;
    if (systemCode(error) !== 'EISDIR') throw error;
  }
  try {
    await rmdir(path);
    return true;
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST'].includes(systemCode(error))) return false;
    throw error;
  }
}

/** Another one may remove it as well. What fails is named as people find it, not by the number of an open folder. */
async function unlessGone(shown: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return;
    if (error instanceof Error)
      error.message = error.message.replace(/'\/proc\/self\/fd\/.*'/s, () => `'${shown}'`);
    throw error;
  }
}
