import { mkdir, open, rename, rmdir, unlink } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { asideName } from '../../../core/desired/aside-names.ts';
import { isDirectory } from '../aside-within.ts';
import { exists } from '../exists.ts';
import { systemCode } from '../files-error.ts';
import { holding, type HeldFolder } from '../held-folder.ts';

// What lies where tells how far a swap came, so that a crash between any two renames needs no memory:
//   made   now    before
//   yes    yes    no      nothing has moved
//   yes    no     yes     what was there is aside, what was made not yet in place
//   no     yes    yes     done
// Where there was nothing before, an empty file says so in its stead.

export interface SwappedFolder {
  /** Where the part is in use. */
  path: string;
  /** The folder, on the same disk, that `.restore-<job>` and `.before-<job>` lie in. */
  around: string;
}

export interface Places {
  /** The one that the part is in. */
  folder: HeldFolder;
  leaf: string;
  made: HeldFolder;
  before: HeldFolder;
}

/** Puts what a restore made in place and what was there aside, by two renames on one disk. */
export async function swapFolder(part: SwappedFolder, job: string): Promise<void> {
  await inPlaces(part, job, (places) => swapPlaces(places, isDirectory));
}

/** `isMade` says whether what lies at the path of what was made is that. */
export async function swapPlaces(places: Places, isMade: (path: string) => Promise<boolean>): Promise<void> {
  const { folder, leaf, made, before } = places;
  const now = folder.at(leaf);
  const isAside = await hasBefore(places);
  if (!(await isMade(made.at(leaf)))) {
    if (isAside) return;
    throw new Error('there is nothing to be put in its place');
  }
  if (!isAside) await setAside(places);
  // The lab makes a directory that is missing: between a crash and now it may have.
  else await moveAway(now, before.at(`${leaf}~meanwhile`));
  try {
    await rename(made.at(leaf), now);
  } catch (error) {
    await bringBack(places);
    throw error;
  }
  await Promise.all([folder.sync(), made.sync(), before.sync()]);
}

/** Puts what was there in place again, and what takes its place now where it was made. Nothing was put aside: nothing happens. */
export async function putBackFolder(part: SwappedFolder, job: string): Promise<void> {
  const { around } = part;
  if (!(await isDirectory(around))) return;
  const isAside = await holding(around, (folder) => isDirectory(folder.at(asideName('before', job))));
  if (!isAside) return;
  await inPlaces(part, job, putBackPlaces);
  await holding(around, async (folder) => {
    await removeIfEmpty(folder.at(asideName('before', job)));
    await folder.sync();
  });
}

export async function putBackPlaces(places: Places): Promise<void> {
  const { folder, leaf, made, before } = places;
  if (!(await hasBefore(places))) return;
  const isMadeThere = await exists(made.at(leaf));
  await moveAway(folder.at(leaf), made.at(isMadeThere ? `${leaf}~since` : leaf), isMadeThere);
  await bringBack(places);
  await Promise.all([folder.sync(), made.sync(), before.sync()]);
}

/** Whether what was there, or that nothing was, is kept aside. */
export async function hasFolderBefore({ path, around }: SwappedFolder, job: string): Promise<boolean> {
  return holding(around, async (folder) => {
    const name = folder.at(asideName('before', job));
    if (!(await isDirectory(name))) return false;
    return holding(name, (before) => hasBefore({ before, leaf: basename(path) }));
  });
}

async function inPlaces(
  { path, around }: SwappedFolder,
  job: string,
  work: (places: Places) => Promise<void>,
): Promise<void> {
  const leaf = basename(path);
  await holding(around, async (beside) => {
    const [madeName, beforeName] = [asideName('restore', job), asideName('before', job)];
    for (const name of [madeName, beforeName]) await makeFolder(beside.at(name));
    await beside.sync();
    // A reset may have taken the folder of the bricks' databases.
    await mkdir(dirname(path), { recursive: true, mode: 0o711 });
    await holding(dirname(path), (folder) =>
      holding(beside.at(madeName), (made) =>
        holding(beside.at(beforeName), (before) => work({ folder, leaf, made, before })),
      ),
    );
  });
}

/** No folder of the lab's bears a tilde. */
const noneName = (leaf: string): string => `${leaf}~none`;

export const hasBefore = async ({ before, leaf }: Pick<Places, 'before' | 'leaf'>): Promise<boolean> =>
  (await exists(before.at(leaf))) || (await exists(before.at(noneName(leaf))));

async function setAside({ folder, leaf, before }: Places): Promise<void> {
  if (await exists(folder.at(leaf))) await rename(folder.at(leaf), before.at(leaf));
  else await (await open(before.at(noneName(leaf)), 'wx', 0o600)).close();
  await Promise.all([before.sync(), folder.sync()]);
}

async function bringBack({ folder, leaf, before }: Places): Promise<void> {
  if (await exists(before.at(leaf))) await rename(before.at(leaf), folder.at(leaf));
  else await unlink(before.at(noneName(leaf)));
}

/** Out of the way, not lost: only what is empty goes, and that only where something else is to be kept there. */
async function moveAway(path: string, to: string, dropEmpty = true): Promise<void> {
  if (!(await exists(path))) return;
  if (dropEmpty && (await removeIfEmpty(path))) return;
  if (await exists(to)) throw new Error('something was put aside there before, and nothing of it may go');
  await rename(path, to);
}

export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    // One that is there is as good, a link in its stead is not.
    if (systemCode(error) !== 'EEXIST' || !(await isDirectory(path))) throw error;
  }
}

export async function removeIfEmpty(path: string): Promise<boolean> {
  try {
    await rmdir(path);
    return true;
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'ENOENT'].includes(systemCode(error))) return false;
    throw error;
  }
}
