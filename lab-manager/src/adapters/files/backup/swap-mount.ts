import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { asideName, movingName } from '../../../core/desired/aside-names.ts';
import { contentOf, emptyInto, isDirectory, moveOut } from '../aside-within.ts';
import { bytesAt } from '../bytes-at.ts';
import { exists } from '../exists.ts';
import { holding } from '../held-folder.ts';
import { removeTree } from '../remove-tree.ts';
import { makeFolder } from './swap-folder.ts';

// A part that is a mount of its own can't be renamed: what is in it moves, within it. `.before-<job>.moving` is there while only
// a part of what was before is aside, on the way there or back; `.before-<job>` once all of it is.

export async function swapMount(path: string, job: string): Promise<void> {
  await inside(path, async (own) => {
    const [made, before] = [join(own, asideName('restore', job)), join(own, asideName('before', job))];
    if (!(await isDirectory(made))) {
      if (await isDirectory(before)) return;
      throw new Error('there is nothing to be put in its place');
    }
    if (!(await isDirectory(before))) await emptyInto(own, before);
    // Of the file system it was taken from.
    await removeTree(join(made, 'lost+found'));
    for (const name of await contentOf(made))
      if (await exists(bytesAt(own, name))) throw new Error(`${name.toString()} came there meanwhile`);
    await moveOut(own, made);
  });
}

export async function putBackMount(path: string, job: string): Promise<void> {
  await inside(path, async (own) => {
    const [made, before] = [join(own, asideName('restore', job)), join(own, asideName('before', job))];
    if (await isDirectory(before)) {
      await makeFolder(made);
      await holding(made, async (held) => {
        for (const name of await contentOf(own)) {
          const isTaken = await exists(bytesAt(held.at('.'), name));
          const to = isTaken ? Buffer.concat([name, Buffer.from('~since')]) : name;
          await rename(bytesAt(own, name), bytesAt(held.at('.'), to));
        }
        await held.sync();
      });
      await rename(before, movingName(before));
      await holding(own, (held) => held.sync());
    }
    await moveOut(own, movingName(before));
  });
}

/** By the very folder: what is in it belongs to somebody else, its name doesn't. */
const inside = (path: string, work: (own: string) => Promise<void>): Promise<void> =>
  holding(path, (folder) => work(folder.at('.')));
