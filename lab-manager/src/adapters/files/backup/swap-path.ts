import { basename, dirname } from 'node:path';
import { asideName } from '../../../core/desired/aside-names.ts';
import { isDirectory } from '../aside-within.ts';
import { exists } from '../exists.ts';
import { systemCode } from '../files-error.ts';
import { holding, type HeldFolder } from '../held-folder.ts';
import {
  hasBefore,
  makeFolder,
  putBackPlaces,
  removeIfEmpty,
  swapPlaces,
  type Places,
} from './swap-folder.ts';

// One file or folder of a part, by the renames that a whole part is swapped with. In the part people and programs work meanwhile:
// each folder on the way is held open, and a link in the stead of one is refused, so that nothing is moved out of the part or in.

export interface SwappedPath {
  /** The part, where it is in use. */
  path: string;
  /** The folder that `.restore-<job>` and `.before-<job>` lie in. */
  around: string;
  /** Name of the part in those; '' where they lie in the part itself. */
  folder: string;
  /** Below the part: `results/table.csv`. */
  inside: string;
}

export const swapPath = (part: SwappedPath, job: string): Promise<void> =>
  inPlaces(part, job, (places) => swapPlaces(places, exists));

export async function putBackPath(part: SwappedPath, job: string): Promise<void> {
  const { around, folder } = part;
  const isAside = await holding(around, (held) => isDirectory(held.at(asideName('before', job))));
  if (!isAside) return;
  // Where nothing was put aside it doesn't matter what became of the way there.
  if (await hasPathBefore(part, job)) await inPlaces(part, job, putBackPlaces);
  await holding(around, async (held) => {
    const before = held.at(asideName('before', job));
    if (folder !== '') await removeIfEmpty(`${before}/${folder}`);
    await removeIfEmpty(before);
    await held.sync();
  });
}

function hasPathBefore({ around, folder, inside }: SwappedPath, job: string): Promise<boolean> {
  return holding(around, async (held) => {
    const name = `${held.at(asideName('before', job))}/${folder}`;
    if (!(await isDirectory(name))) return false;
    return holding(name, (before) => hasBefore({ before, leaf: basename(inside) }));
  });
}

async function inPlaces(
  { path, around, folder, inside }: SwappedPath,
  job: string,
  work: (places: Places) => Promise<void>,
): Promise<void> {
  const way = dirname(inside) === '.' ? [] : dirname(inside).split('/');
  await holding(around, (held) =>
    aside(held, asideName('restore', job), folder, (made) =>
      aside(held, asideName('before', job), folder, (before) =>
        holding(path, (part) =>
          along(part, way, (parent) => work({ folder: parent, leaf: basename(inside), made, before })),
        ),
      ),
    ),
  );
}

async function aside(
  around: HeldFolder,
  name: string,
  folder: string,
  work: (held: HeldFolder) => Promise<void>,
): Promise<void> {
  await makeFolder(around.at(name));
  await around.sync();
  await holding(around.at(name), async (held) => {
    if (folder === '') return work(held);
    await makeFolder(held.at(folder));
    await held.sync();
    await holding(held.at(folder), work);
  });
}

async function along(
  folder: HeldFolder,
  [next, ...rest]: readonly string[],
  work: (held: HeldFolder) => Promise<void>,
): Promise<void> {
  if (next === undefined) return work(folder);
  await opened(folder, next, (held) => along(held, rest, work));
}

/** What fails within is told as it is; of the folder itself, in words. */
async function opened(
  folder: HeldFolder,
  name: string,
  work: (held: HeldFolder) => Promise<void>,
): Promise<void> {
  let isOpen = false;
  try {
    await holding(folder.at(name), (held) => {
      isOpen = true;
      return work(held);
    });
  } catch (error) {
    if (isOpen) throw error;
    if (systemCode(error) === 'ENOENT')
      throw new Error(`there is no folder ${name} any more: restore that`, { cause: error });
    if (['ENOTDIR', 'ELOOP'].includes(systemCode(error) ?? ''))
      throw new Error(`${name} is a link or a file now, and no folder`, { cause: error });
    throw error;
  }
}
