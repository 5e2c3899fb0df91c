import { chmod, chown, lchown, lstat, mkdir, open, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { archiveName, bytesOf as bytesOfParts } from '../../core/backup/export-layout.ts';
import { refuseEntries } from '../../core/backup/export-manifest.ts';
import { parseOutwardLinks } from '../../core/backup/outward-links.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { ExportEntry, OutwardLink } from '../../core/model/export.ts';
import type { ExportReading, UnpackRequest, UnpackTarget } from '../../core/ports.ts';
import { filesError } from '../files/files-error.ts';
import { textOf } from './check-export.ts';
import { allEnded, startChild } from './run-child.ts';
import { blocksOfRecord } from './folder-archive.ts';
import { withOpenExport } from './open-export.ts';
import { bytesOf, type OpenExport, type ReadOptions } from './read-parts.ts';
import { unseal } from './sealed.ts';
import { feed, unpacked, zstdArguments } from './unpacked-stream.ts';

export interface UnpackOptions {
  /** Numbers of the users and groups that services of a lab run as. */
  labOwners: { uids: readonly number[]; gids: readonly number[] };
}

/** Unpacks what is asked for of an export that was checked. */
export function unpackExport(
  { labOwners }: UnpackOptions,
  path: string,
  request: UnpackRequest,
  onProgress: (reading: ExportReading) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  return withOpenExport(path, async (export_) => {
    const wanted = export_.manifest.entries.filter((entry) => isWanted(entry, request));
    const of = bytesOfParts(wanted.flatMap(({ parts }) => parts));
    let bytes = 0;
    for (const entry of wanted) {
      signal?.throwIfAborted();
      const onRead = (read: number): void => {
        bytes += read;
        onProgress({ entry: entry.name, bytes, of });
      };
      await unpackEntry(export_, entry, request, { onRead, signal }).catch((error: unknown) => {
        signal?.throwIfAborted();
        throw error;
      });
    }
    for (const target of request.folders.values()) await own(target, labOwners);
  });
}

/** Of the others not a byte is read: each lies where the headers say. */
function isWanted(
  { kind, of }: ExportEntry,
  { folders, databases, labFile, secrets }: UnpackRequest,
): boolean {
  switch (kind) {
    case 'folder':
      return folders.has(of);
    case 'database':
      return databases.has(of);
    case 'lab-file':
      return labFile !== undefined;
    case 'secrets':
      return secrets !== undefined;
    case 'links':
      return folders.size > 0;
    case 'warnings':
      return false;
  }
}

async function unpackEntry(
  open: OpenExport,
  entry: ExportEntry,
  { folders, databases, labFile, secrets }: UnpackRequest,
  options: ReadOptions,
): Promise<void> {
  const chunks = bytesOf(open, entry, options);
  switch (entry.kind) {
    case 'folder': {
      const target = folders.get(entry.of);
      if (target) await extract(chunks, target.path, target.owner !== undefined);
      return;
    }
    case 'database': {
      const file = databases.get(entry.of);
      if (file !== undefined) await writeWhole(unpacked(entry.name, chunks, options.signal), file);
      return;
    }
    case 'lab-file':
      if (labFile !== undefined) await writeWhole(chunks, labFile);
      return;
    case 'secrets':
      if (secrets) await extract(unseal(chunks, secrets.passphrase), secrets.into, process.getuid?.() === 0);
      return;
    case 'links':
      await putLinks(await textOf(entry, chunks), targetsByArchive(open, folders));
      return;
    case 'warnings':
      return;
  }
}

/**
 * `chunks` are compressed; they were checked by their headers and are the same to the byte, or else reading them throws, and
 * the caller throws away what was made of them.
 */
async function extract(chunks: AsyncIterable<Buffer>, into: string, keepOwners: boolean): Promise<void> {
  const zstd = startChild('zstd', zstdArguments, { stdin: 'pipe', stdout: 'pipe' });
  const tar = startChild(
    'tar',
    [
      ...['--extract', '--file=-', '--numeric-owner', '--same-permissions', '--delay-directory-restore'],
      ...['--no-acls', '--no-selinux', '--no-xattrs', keepOwners ? '--same-owner' : '--no-same-owner'],
      // By the records that it was written in, each of them whole: what comes behind the archive's end within the last one has
      // to be read, too, or else zstd is killed by writing it.
      ...[`--blocking-factor=${blocksOfRecord}`, '--read-full-records'],
      `--directory=${into}`,
    ],
    { stdin: zstd.stdout ?? 'ignore', stdout: 'ignore' },
  );
  const children = [tar, zstd];
  try {
    const failure = await feed(chunks, zstd.stdin);
    if (failure !== undefined) throw failure;
    await allEnded(
      children,
      (said) => notUnpacked(into, said),
      (_, status) => status === 0,
    );
  } finally {
    for (const child of children) child.kill();
    await Promise.all(children.map(({ ended }) => ended));
  }
}

async function writeWhole(chunks: AsyncIterable<Buffer>, path: string): Promise<void> {
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      for await (const chunk of chunks) await file.writeFile(chunk);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw filesError('write', path, error);
  }
}

/** Last of a folder: nothing is written any more that could go by way of them. */
async function putLinks(text: Buffer, targets: ReadonlyMap<string, UnpackTarget>): Promise<void> {
  for (const link of parseOutwardLinks(text.toString('latin1')) ?? []) {
    const target = targets.get(link.archive);
    if (target) await putLink(link, target);
  }
}

function targetsByArchive(
  { manifest }: OpenExport,
  folders: UnpackRequest['folders'],
): ReadonlyMap<string, UnpackTarget> {
  const wanted = manifest.entries.flatMap(({ kind, name, of }) => {
    const target = kind === 'folder' ? folders.get(of) : undefined;
    return target === undefined ? [] : [[archiveName(name), target] as const];
  });
  return new Map(wanted);
}

async function putLink(
  { path, target: leadsTo }: OutwardLink,
  { path: root, owner }: UnpackTarget,
): Promise<void> {
  const at = Buffer.concat([Buffer.from(`${root}/`), Buffer.from(path, 'latin1')]);
  await assertPlainWay(root, path);
  try {
    await symlink(Buffer.from(leadsTo, 'latin1'), at);
    if (owner) await lchown(at, owner.uid, owner.gid);
  } catch (error) {
    throw filesError('make the link', join(root, path), error);
  }
}

/** Folders that went while the lab was exported are made; anything else on the way than a folder is refused. */
async function assertPlainWay(root: string, path: string): Promise<void> {
  const parents: string[] = [];
  for (let at = dirname(path); at !== '.'; at = dirname(at)) parents.unshift(at);
  for (const parent of parents) {
    const at = Buffer.concat([Buffer.from(`${root}/`), Buffer.from(parent, 'latin1')]);
    const isFolder = await lstat(at).then(
      (it) => it.isDirectory(),
      () => undefined,
    );
    if (isFolder === false)
      throw refuseEntries(`a link in it lies below ${JSON.stringify(parent)}, which is no folder`);
    if (isFolder === undefined) await mkdir(at);
  }
}

/** What belonged to somebody of the other machine belongs to whom the folder belongs to; the folder is as the lab makes it. */
async function own(
  { path, owner, mode }: UnpackTarget,
  { uids, gids }: UnpackOptions['labOwners'],
): Promise<void> {
  try {
    if (owner) {
      const strangers = [
        ...['(', '!', '(', ...anyOf('-uid', uids), ')', '-o', '!', '(', ...anyOf('-gid', gids), ')', ')'],
        ...['-exec', 'chown', '--no-dereference', `${owner.uid}:${owner.gid}`, '--', '{}', '+'],
      ];
      const find = startChild('find', [path, ...strangers], { stdin: 'ignore', stdout: 'ignore' });
      await allEnded(
        [find],
        (said) => notUnpacked(path, said),
        (_, status) => status === 0,
      );
      await chown(path, owner.uid, owner.gid);
    }
    await chmod(path, mode);
  } catch (error) {
    throw filesError('give its owner to', path, error);
  }
}

const anyOf = (test: string, ids: readonly number[]): string[] =>
  ids.flatMap((id, index) => [...(index === 0 ? [] : ['-o']), test, String(id)]);

function notUnpacked(into: string, said: string): LabError {
  const full = /No space left on device|Disk quota exceeded/.test(said);
  return new LabError(full ? 'disk.low' : 'export.failed', `Could not unpack into ${into}: ${said}.`, {
    hint: full
      ? 'Make room on that disk, then import again; what is in use was not changed.'
      : 'What is in use was not changed. See what is wrong with that folder, then import again.',
  });
}
