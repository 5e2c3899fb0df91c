import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { repairedTag } from '../../core/backup/snapshot-tags.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { RepositoryLocation } from '../../core/model/backup.ts';
import type { RepositoryAccess } from '../../core/ports/backups.ts';
import { textOf } from './fields.ts';
import type { Restic } from './restic.ts';
import { lookAtSnapshots, tagsOf, type Listed } from './snapshots.ts';

type OnLine = (line: string) => void;

/** Restic keeps a copy of each in the folder it runs in, and refuses where one lies there already: that folder is this use's own. */
export async function repairPacks(
  restic: Restic,
  access: RepositoryAccess,
  packs: readonly string[],
  onLine: OnLine,
  signal?: AbortSignal,
): Promise<void> {
  if (packs.length === 0) return;
  await restic.version();
  const cwd = await mkdtemp(join(restic.options.folders.temporary, 'restic-temp-'));
  try {
    const doing = `write damaged pieces of the repository ${access.name} anew`;
    const args = ['repair', 'packs', '--', ...packs];
    await restic.run(access, { args, json: false, lock: 'waits', doing, cwd, signal }, onLine);
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
}

/**
 * Restic marks what it writes anew as such only where it leaves the damaged one: that one is taken out here, so that at no
 * moment what lost something looks whole. One that an earlier attempt left goes first, else it would be written anew again.
 */
export async function repairSnapshots(
  restic: Restic,
  access: RepositoryAccess,
  onLine: OnLine,
  forget: (ids: readonly string[]) => Promise<void>,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const list = async (): Promise<readonly Listed[]> =>
    (await lookAtSnapshots(restic, access, [], signal)).listed;
  const before = await list();
  await forget(replacedOf(before));
  const doing = `write damaged snapshots of the repository ${access.name} anew`;
  await restic.run(
    access,
    { args: ['repair', 'snapshots'], json: false, lock: 'waits', doing, signal },
    onLine,
  );
  await forget(replacedOf(await list()));
  const after = new Set((await list()).map(({ id }) => id));
  return before.map(({ id }) => id).filter((id) => !after.has(id));
}

/** Those of which there is one that was written anew. */
function replacedOf(listed: readonly Listed[]): readonly string[] {
  const anew = new Set(
    listed.flatMap(({ fields }) => {
      const original = textOf(fields, 'original');
      return tagsOf(fields).includes(repairedTag) && original !== undefined ? [original] : [];
    }),
  );
  return listed.map(({ id }) => id).filter((id) => anew.has(id));
}

/** Restic itself passes over what it can't read, and takes it out by no command. */
export async function removeUnreadable(
  restic: Restic,
  access: RepositoryAccess,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const { unreadable } = await lookAtSnapshots(restic, access, ['--no-cache'], signal);
  if (unreadable.length === 0) return [];
  const { location } = access;
  if (location.kind !== 'folder') throw notFromHere(access, unreadable);
  const removed: string[] = [];
  for (const id of unreadable) {
    const file = join(location.path, 'snapshots', id);
    if (await isWhatItsNameSays(file, id)) continue;
    await rm(file, { force: true });
    removed.push(id);
  }
  return removed;
}

/** A file of restic's is named by the sum of its content: one that is right may be unreadable for another reason, and stays. */
async function isWhatItsNameSays(file: string, id: string): Promise<boolean> {
  const content = await readFile(file).catch(() => undefined);
  return content === undefined || createHash('sha256').update(content).digest('hex') === id;
}

const notFromHere = (access: RepositoryAccess, ids: readonly string[]): LabError =>
  new LabError(
    'backup.damaged',
    `${ids.length} files of snapshots in the repository ${access.name} can't be read, and can't be removed from here: ${ids.map((id) => id.slice(0, 8)).join(', ')}.`,
    {
      hint: `Have these removed where the repository lies, then repair it again: ${ids.map((id) => fileAt(access.location, id)).join(', ')}.`,
    },
  );

function fileAt(location: RepositoryLocation, id: string): string {
  switch (location.kind) {
    case 'folder':
    case 'sftp':
      return `${location.path}/snapshots/${id}`;
    case 's3':
      return [location.bucket, location.prefix, 'snapshots', id].filter((it) => it !== '').join('/');
    case 'rest':
      return `snapshots/${id}`;
  }
}
