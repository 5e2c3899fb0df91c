import { LabError } from '../../core/model/lab-error.ts';
import type { RepositoryAccess, SnapshotEntry } from '../../core/ports/backups.ts';
import { fieldsOf, numberOf, textOf, timeOf } from './fields.ts';
import { linesOf } from './lines.ts';
import type { Restic, Use } from './restic.ts';

export async function* listFolder(
  restic: Restic,
  access: RepositoryAccess,
  snapshot: string,
  folder: string,
  recursive: boolean,
): AsyncGenerator<SnapshotEntry> {
  const doing = `list ${folder} of the snapshot ${snapshot.slice(0, 8)}`;
  let met = folder === '/';
  for await (const entry of entries(restic, access, snapshot, folder, recursive, doing)) {
    if (entry.path === folder) met = true;
    else yield entry;
  }
  if (!met) throw notThere(snapshot, folder);
}

/** The bytes of one file. Of a folder restic would make an archive: what is no file is refused first. */
export async function* readFileOf(
  restic: Restic,
  access: RepositoryAccess,
  snapshot: string,
  path: string,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const doing = `read ${path} of the snapshot ${snapshot.slice(0, 8)}`;
  if (!(await isFile(restic, access, snapshot, path, doing))) throw notThere(snapshot, path);
  const use: Use = { args: ['dump', '--', snapshot, path], json: true, lock: 'waits', doing, signal };
  yield* output(restic, access, use);
}

async function isFile(
  restic: Restic,
  access: RepositoryAccess,
  snapshot: string,
  path: string,
  doing: string,
): Promise<boolean> {
  for await (const entry of entries(restic, access, snapshot, path, false, doing))
    if (entry.path === path) return entry.type === 'file';
  return false;
}

async function* entries(
  restic: Restic,
  access: RepositoryAccess,
  snapshot: string,
  folder: string,
  recursive: boolean,
  doing: string,
): AsyncGenerator<SnapshotEntry> {
  const args = ['ls', ...(recursive ? ['--recursive'] : []), '--', snapshot, folder];
  for await (const line of linesOf(output(restic, access, { args, json: true, lock: 'none', doing }))) {
    const entry = readEntry(line);
    if (entry !== undefined) yield entry;
  }
}

/** All that a child prints, as it comes: the reader holds it back, and ends it by reading no further. */
async function* output(restic: Restic, access: RepositoryAccess, use: Use): AsyncGenerator<Buffer> {
  const running = await restic.start(access, use);
  let whole = false;
  try {
    for await (const chunk of running.stdout) yield chunk as Buffer;
    whole = true;
  } finally {
    if (!whole) running.stop();
  }
  const ended = await running.ended;
  if (ended.code !== 0) throw running.failure(ended);
}

const types: Readonly<Record<string, SnapshotEntry['type']>> = {
  file: 'file',
  dir: 'dir',
  symlink: 'symlink',
};
/** Where Go keeps what Unix has beside the nine bits of a mode. */
const goBits = [
  [1 << 23, 0o4000],
  [1 << 22, 0o2000],
  [1 << 20, 0o1000],
] as const;

/** A line of `restic ls`; undefined for what is no file or folder. */
export function readEntry(line: string): SnapshotEntry | undefined {
  const fields = fieldsOf(line);
  const [path, name] = [textOf(fields, 'path'), textOf(fields, 'name')];
  if ((textOf(fields, 'message_type') ?? textOf(fields, 'struct_type')) !== 'node') return undefined;
  if (path === undefined || name === undefined) return undefined;
  const mode = numberOf(fields, 'mode') ?? 0;
  return {
    path,
    name,
    type: types[textOf(fields, 'type') ?? ''] ?? 'other',
    size: numberOf(fields, 'size') ?? 0,
    mode: goBits.reduce((bits, [go, unix]) => (mode & go ? bits | unix : bits), mode & 0o777),
    mtime: timeOf(fields, 'mtime') ?? 0,
  };
}

const notThere = (snapshot: string, path: string): LabError =>
  new LabError('backup.no_such_file', `The snapshot ${snapshot.slice(0, 8)} holds no ${path}.`, {
    hint: 'See what it holds: labctl backup browse.',
  });
