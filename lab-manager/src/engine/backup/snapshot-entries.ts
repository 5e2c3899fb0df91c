import { LabError } from '../../core/model/lab-error.ts';
import type { BackupRepository, SnapshotEntry } from '../../core/ports.ts';

/**
 * What lies at a path of a snapshot, absolute in it; undefined: nothing. However many lie beside it: what is shown of a folder has
 * an end, and what is in it has none.
 */
export async function entryAt(
  repository: BackupRepository,
  snapshot: string,
  path: string,
  signal: AbortSignal,
): Promise<SnapshotEntry | undefined> {
  for await (const entry of repository.list(snapshot, parentOf(path))) {
    signal.throwIfAborted();
    if (entry.path === path) return entry;
  }
  return undefined;
}

/** `what` names what was looked for. */
export const noSuchEntry = (snapshot: string, path: string, what = path): LabError =>
  new LabError('backup.no_such_file', `There is no ${what} in the snapshot ${snapshot.slice(0, 8)}.`, {
    hint: `See what there is: labctl backup browse ${snapshot.slice(0, 8)} ${parentOf(path)}.`,
  });

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';
