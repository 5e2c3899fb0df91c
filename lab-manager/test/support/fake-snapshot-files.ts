import { chmod, lstat, mkdir, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, matchesGlob, posix } from 'node:path';
import { LabError } from '../../src/core/model/lab-error.ts';
import type { BackupRequest, BackupSummary, SnapshotEntry } from '../../src/core/ports.ts';

/** A file, folder or link of a snapshot in memory. */
export interface Thing {
  type: 'file' | 'dir' | 'symlink';
  size: number;
  mode: number;
  mtime: number;
  /** Of a file: under which name its content is kept. */
  blob: string | undefined;
  /** Of a link. */
  target: string | undefined;
}

type Things = ReadonlyMap<string, Thing>;

/** What there is to be kept, by its path within the snapshot, and what can't be read. */
export async function lookInto(
  { base, paths, leaveOut }: BackupRequest,
  unreadable: ReadonlySet<string>,
  keep: (content: Buffer) => string,
): Promise<{ things: Map<string, Thing>; unread: BackupSummary['unread'] }> {
  const things = new Map<string, Thing>();
  const unread: { path: string; message: string }[] = [];
  const isLeftOut = (path: string): boolean => leaveOut.some((pattern) => matchesGlob(path, pattern));
  const take = async (below: string): Promise<void> => {
    const path = join(base, below);
    if (isLeftOut(path)) return;
    if (unreadable.has(path)) return void unread.push({ path, message: 'permission denied' });
    const { mode, mtimeMs, size } = await lstat(path);
    const kind = mode & 0o170000;
    const plain = { size: 0, mode: mode & 0o7777, mtime: mtimeMs, blob: undefined, target: undefined };
    const name = posix.join('/', below);
    if (kind === 0o120000) things.set(name, { ...plain, type: 'symlink', target: await readlink(path) });
    if (kind === 0o100000)
      things.set(name, { ...plain, size, type: 'file', blob: keep(await readFile(path)) });
    if (kind !== 0o040000) return;
    things.set(name, { ...plain, type: 'dir' });
    for (const child of (await readdir(path)).sort()) await take(join(below, child));
  };
  for (const path of paths) {
    const isThere = await lstat(join(base, path)).catch(() => undefined);
    if (isThere === undefined) unread.push({ path, message: 'it is not there' });
    else await take(path);
  }
  if (things.size > 0) addParents(things);
  return { things, unread };
}

function addParents(things: Map<string, Thing>): void {
  for (const path of [...things.keys()])
    for (let up = posix.dirname(path); up !== '/'; up = posix.dirname(up))
      if (!things.has(up))
        things.set(up, { type: 'dir', size: 0, mode: 0o755, mtime: 0, blob: undefined, target: undefined });
}

export function entriesBelow(things: Things, folder: string, recursive: boolean): readonly SnapshotEntry[] {
  if (folder !== '/' && things.get(folder)?.type !== 'dir')
    throw new LabError('backup.no_such_file', `There is no folder ${folder}.`, {
      hint: 'This one is in memory.',
    });
  const prefix = folder === '/' ? '/' : `${folder}/`;
  return [...things]
    .filter(([path]) => path.startsWith(prefix) && (recursive || !path.slice(prefix.length).includes('/')))
    .map(([path, { type, size, mode, mtime }]) => ({
      path,
      name: posix.basename(path),
      type,
      size,
      mode,
      mtime,
    }));
}

/** Writes a folder of it, or what is named in that; what differs is written anew. */
export async function writeBack(
  things: Things,
  { folder, target, include }: { folder: string; target: string; include?: readonly string[] | undefined },
  contentOf: (thing: Thing) => Buffer,
): Promise<{ files: number; bytes: number }> {
  entriesBelow(things, folder, false);
  const prefix = folder === '/' ? '/' : `${folder}/`;
  let [files, bytes] = [0, 0];
  const isAskedFor = (below: string): boolean =>
    include === undefined || include.some((name) => below === name || below.startsWith(`${name}/`));
  await mkdir(target, { recursive: true });
  for (const [path, thing] of [...things].sort(([one], [other]) => (one < other ? -1 : 1))) {
    const below = path.slice(prefix.length);
    if (!path.startsWith(prefix) || !isAskedFor(below)) continue;
    await write(join(target, below), thing, contentOf);
    if (thing.type !== 'file') continue;
    files += 1;
    bytes += thing.size;
  }
  return { files, bytes };
}

async function write(path: string, thing: Thing, contentOf: (thing: Thing) => Buffer): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  if (thing.type === 'dir') await mkdir(path, { recursive: true });
  else await rm(path, { recursive: true, force: true });
  if (thing.type === 'symlink') return symlink(thing.target ?? '', path);
  if (thing.type === 'file') await writeFile(path, contentOf(thing));
  await chmod(path, thing.mode);
}
