import { mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import {
  asideName,
  isAsideName,
  jobOfAside,
  movingName,
  type AsideKind,
} from '../../../core/desired/aside-names.ts';
import { labPaths } from '../../../core/desired/paths.ts';
import type { EnvironmentName } from '../../../core/model/lab-file.ts';
import { LabError } from '../../../core/model/lab-error.ts';
import type { GenerationPart, Generations } from '../../../core/ports.ts';
import { isDirectory } from '../aside-within.ts';
import { syncDirectory } from '../atomic-write.ts';
import { exists } from '../exists.ts';
import { explained, filesError } from '../files-error.ts';
import type { FolderCounter } from '../folder-counter.ts';
import { holding } from '../held-folder.ts';
import { namesIn } from '../names-in.ts';
import { removeTree } from '../remove-tree.ts';
import {
  hasBefore,
  hasFolderBefore,
  makeFolder,
  putBackFolder,
  swapFolder,
  type SwappedFolder,
} from './swap-folder.ts';
import { putBackPath, swapPath, type SwappedPath } from './swap-path.ts';
import { putBackMount, swapMount } from './swap-mount.ts';

type Part = Pick<GenerationPart, 'name' | 'path'>;

interface Place extends SwappedFolder {
  /** What lies aside of it lies within it. */
  isMount: boolean;
}

/** What restores make and put aside, in the environments' own folders. `counter` measures one folder at a time. */
export function generations(home: string, counter: Pick<FolderCounter, 'size'>): Generations {
  const pathsOf = (environment: EnvironmentName) => labPaths(home).environment(environment);

  /** Whatever asked for it: nothing but the environment's own parts, and none above them, is ever moved. */
  const checked = (environment: EnvironmentName, job: string, { path }: Pick<Part, 'path'>): void => {
    assertJob(job);
    const { root, brickData } = pathsOf(environment);
    if (![root, brickData].includes(dirname(path)) || isAsideName(basename(path)))
      throw new Error(`${path} is no part of ${environment}`);
  };

  /**
   * Beside a brick's database a reset would take along what lies there; but another disk's mount can't be left by a rename.
   */
  const placeOf = async (environment: EnvironmentName, path: string): Promise<Place> => {
    const { root } = pathsOf(environment);
    const isApart = dirname(path) !== root && (await isMountOfItsOwn(dirname(path)));
    return { path, around: isApart ? dirname(path) : root, isMount: await isMountOfItsOwn(path) };
  };

  return {
    async emptyPart(environment, job, part) {
      checked(environment, job, part);
      const { path, owner, mode } = part;
      return explained('make', path, async () => {
        await mkdir(dirname(path), { recursive: true, mode: 0o711 });
        const place = await placeOf(environment, path);
        await assertNotInPlace(place, job);
        const [folder, leaf] = place.isMount ? [path, ''] : [place.around, basename(path)];
        await holding(folder, async (held) => {
          const name = held.at(asideName('restore', job));
          if (place.isMount) await removeTree(name);
          await makeFolder(name);
          if (!place.isMount) await holding(name, (within) => emptied(within.at(leaf)));
          await holding(join(name, leaf), (it) => it.give(owner, mode));
          await held.sync();
        });
        return join(folder, asideName('restore', job), leaf);
      });
    },

    async partAt(environment, job, { path }) {
      checked(environment, job, { path });
      return madeAt(await explained('look at', path, () => placeOf(environment, path)), job);
    },

    async swap(environment, job, part) {
      checked(environment, job, part);
      const place = await explained('look at', part.path, () => placeOf(environment, part.path));
      try {
        await swapped(place, job, part.inside);
      } catch (error) {
        throw await swapFailed(part, place, job, error);
      }
    },

    async putBack(environment, job, part) {
      checked(environment, job, part);
      await explained('put back', part.path, async () =>
        takenBack(await placeOf(environment, part.path), job, part.inside),
      );
    },

    asides: (environment) => jobsIn(pathsOf(environment), 'before'),
    made: (environment) => jobsIn(pathsOf(environment), 'restore'),

    discard: (environment, job) => remove(pathsOf(environment), 'restore', job),

    async assertInPlace(environment, job, parts) {
      for (const part of parts) {
        checked(environment, job, part);
        await explained('look at', part.path, async () =>
          assertInPlace(await placeOf(environment, part.path), job, part.inside),
        );
      }
    },

    async forgetBefore(environment, job, parts) {
      for (const part of parts) {
        checked(environment, job, part);
        await explained('look at', part.path, async () =>
          assertMoved(await placeOf(environment, part.path), job, part.inside),
        );
      }
      await remove(pathsOf(environment), 'before', job);
    },

    async mountsOf(environment, parts) {
      const places = await Promise.all(parts.map(({ path }) => placeOf(environment, path)));
      const { root } = pathsOf(environment);
      const mounts = places.flatMap(({ isMount, path, around }) =>
        isMount ? [path] : around === root ? [] : [around],
      );
      return [...new Set(mounts)];
    },

    isMounted: (path) => explained('look at', path, () => isMountOfItsOwn(path)),

    async sizeAside(environment, job, signal) {
      assertJob(job);
      const { root, brickData } = pathsOf(environment);
      let bytes = 0;
      for (const place of await places(root, brickData))
        for (const kind of ['before', 'restore'] as const)
          bytes += (await counter.size(join(place, asideName(kind, job)), signal)) ?? 0;
      return bytes;
    },
  };
}

/** Jobs that left something of that kind. */
function jobsIn(
  { root, brickData }: { root: string; brickData: string },
  kind: Exclude<AsideKind, 'reset'>,
): Promise<readonly string[]> {
  return explained('look into', root, async () => {
    const names = await Promise.all((await places(root, brickData)).map(namesIn));
    const jobs = names.flat().map((name) => jobOfAside(kind, name));
    return [...new Set(jobs.filter((job) => job !== undefined))].sort();
  });
}

/** What is only partly aside bears another name, and stays: half of what was before is needed to put it back. */
async function remove(
  { root, brickData }: { root: string; brickData: string },
  kind: Exclude<AsideKind, 'reset'>,
  job: string,
): Promise<void> {
  assertJob(job);
  for (const place of await places(root, brickData)) {
    const path = join(place, asideName(kind, job));
    await explained('remove', path, async () => {
      await removeTree(path);
      await syncDirectory(place);
    });
  }
}

async function emptied(path: string): Promise<void> {
  await removeTree(path);
  await mkdir(path, { mode: 0o700 });
}

/** To make it once more would put what is in use aside, and what was before it would be the restored. */
async function assertNotInPlace(place: Place, job: string): Promise<void> {
  const isInPlace = place.isMount
    ? await isDirectory(join(place.path, asideName('before', job)))
    : await hasFolderBefore(place, job);
  if (isInPlace)
    throw new LabError('backup.swap_failed', `What was restored of ${place.path} is in place already.`, {
      hint: 'Undo the restore first.',
    });
}

/** As long as nobody confirmed it, what was before can be put back, which is the way out where somebody lost the other unawares. */
async function assertInPlace(place: Place, job: string, inside: string | undefined): Promise<void> {
  const undo = `Nothing was deleted. Put back what was before: labctl backup undo ${job}.`;
  if (await isHalfWay(place, job, inside)) throw notInPlace(place, undo);
  if (inside !== undefined || !(await isGone(place, job))) return;
  throw notInPlace(
    place,
    `${undo} If somebody deleted it on purpose, say so by an empty folder: mkdir -p ${place.path}, then labctl backup confirm ${job}.`,
  );
}

/** While what was made has not moved, or not all of it, what was before may be all there is. */
async function assertMoved(place: Place, job: string, inside: string | undefined): Promise<void> {
  if (!(await isHalfWay(place, job, inside))) return;
  const made = inside === undefined ? madeAt(place, job) : join(madeAt(place, job), basename(inside));
  throw notInPlace(
    place,
    `Nothing was deleted. It lies in ${made}: move it to its place, then labctl backup confirm ${job}.`,
  );
}

const notInPlace = ({ path }: Place, hint: string): LabError =>
  new LabError('backup.half_restored', `What was restored of ${path} is not in its place.`, { hint });

async function isHalfWay(place: Place, job: string, inside: string | undefined): Promise<boolean> {
  const { path, around, isMount } = place;
  const [made, before] = [asideName('restore', job), asideName('before', job)];
  if (inside !== undefined) {
    const { folder } = insideOf(place, inside);
    return isInBoth(join(around, made, folder), join(around, before, folder), basename(inside));
  }
  if (isMount) {
    const left = await namesIn(join(path, made));
    return left.length > 0 || (await isDirectory(join(path, movingName(before))));
  }
  return (await isAside(place, job)) && (await exists(madeAt(place, job)));
}

/** A folder that was put in place, and was deleted or carried away since. */
const isGone = async (place: Place, job: string): Promise<boolean> =>
  (await isAside(place, job)) && !(await exists(place.path));

const isAside = async (place: Place, job: string): Promise<boolean> =>
  (await isDirectory(place.around)) && (await hasFolderBefore(place, job));

/** What a restore makes of it, until that is in place. */
const madeAt = ({ path, around, isMount }: Place, job: string): string =>
  isMount ? join(path, asideName('restore', job)) : join(around, asideName('restore', job), basename(path));

/** What was made of it, and what was before. */
const isInBoth = async (made: string, before: string, leaf: string): Promise<boolean> =>
  (await exists(join(made, leaf))) &&
  (await isDirectory(before)) &&
  holding(before, (held) => hasBefore({ before: held, leaf }));

const swapped = (place: Place, job: string, inside: string | undefined): Promise<void> => {
  if (inside !== undefined) return swapPath(insideOf(place, inside), job);
  return place.isMount ? swapMount(place.path, job) : swapFolder(place, job);
};

const takenBack = (place: Place, job: string, inside: string | undefined): Promise<void> => {
  if (inside !== undefined) return putBackPath(insideOf(place, inside), job);
  return place.isMount ? putBackMount(place.path, job) : putBackFolder(place, job);
};

const insideOf = ({ path, around, isMount }: Place, inside: string): SwappedPath =>
  isMount ? { path, around: path, folder: '', inside } : { path, around, folder: basename(path), inside };

/** All is as before when this returns, or it says where what was before lies. */
async function swapFailed(
  { name, inside }: GenerationPart,
  place: Place,
  job: string,
  cause: unknown,
): Promise<LabError> {
  const { path, around, isMount } = place;
  const { message } = filesError('put what was restored in the place of', path, cause);
  try {
    await takenBack(place, job, inside);
  } catch (error) {
    const where = join(isMount ? path : around, asideName('before', job));
    const also = filesError('put back', path, error);
    return new LabError('backup.swap_failed', `${message} ${also.message}`, {
      hint: `What ${name} was before lies in ${where}; nothing of it was deleted. Once the cause is gone, undo the restore: labctl backup undo ${job}.`,
      cause,
    });
  }
  return new LabError('backup.swap_failed', message, {
    hint: 'What was there before is in its place again. Restore anew once the cause is gone.',
    cause,
  });
}

/** Where parts lie, and with them what restores made of them: an environment's folder, the one of its bricks' databases, and mounts. */
async function places(root: string, brickData: string): Promise<readonly string[]> {
  const parts = [...(await foldersIn(root)), ...(await foldersIn(brickData))];
  const mounts: string[] = [];
  for (const part of parts) if (await isMountOfItsOwn(part)) mounts.push(part);
  const folders: string[] = [];
  for (const folder of [root, brickData]) if (await isDirectory(folder)) folders.push(folder);
  return [...new Set([...folders, ...mounts])];
}

async function foldersIn(folder: string): Promise<string[]> {
  const names = (await namesIn(folder)).filter((name) => !isAsideName(name));
  const found: string[] = [];
  for (const name of names) if (await isDirectory(join(folder, name))) found.push(join(folder, name));
  return found;
}

/** A mount of the same disk, too: that can't be renamed either, and bears the same device number. */
async function isMountOfItsOwn(path: string): Promise<boolean> {
  if (!(await isDirectory(path))) return false;
  return holding(dirname(path), async (folder) => {
    const around = await folder.mount();
    return holding(folder.at(basename(path)), async (own) => (await own.mount()) !== around);
  });
}

/** A name that is given to folders: no path, and nothing hidden. */
function assertJob(job: string): void {
  if (!/^[0-9A-Za-z][0-9A-Za-z_-]*$/.test(job)) throw new Error(`${job} is no job`);
}
