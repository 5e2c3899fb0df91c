import { readSnapshotTags } from '../../core/backup/snapshot-tags.ts';
import { jsonObject, parsedJson } from '../../core/json.ts';
import type { Snapshot } from '../../core/model/backup.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { RepositoryAccess, SnapshotListing } from '../../core/ports/backups.ts';
import { numberOf, textOf, timeOf, type Fields } from './fields.ts';
import { readIds } from './ids.ts';
import type { Restic } from './restic.ts';

/** A listing is small: who doesn't send it by then doesn't answer. */
const limitMs = 5 * 60_000;

interface Looked {
  /** Of all programs. */
  listed: readonly Listed[];
  unreadable: readonly string[];
}

/**
 * Restic passes over a snapshot that it can't read, and calls that success: what it lists is compared with what lies there,
 * since whoever takes a listing for whole throws away by it.
 */
export async function listSnapshots(
  restic: Restic,
  access: RepositoryAccess,
  signal?: AbortSignal,
): Promise<SnapshotListing> {
  const { listed, unreadable } = await lookAtSnapshots(restic, access, [], signal);
  return {
    snapshots: listed.flatMap((it) => toSnapshot(it.fields, it.id, access.name) ?? []).sort(byTime),
    unreadable,
  };
}

/** `flags`: of restic's, such as `--no-cache`, without which a copy of its own may stand for what is rotten there. */
export async function lookAtSnapshots(
  restic: Restic,
  access: RepositoryAccess,
  flags: readonly string[],
  signal?: AbortSignal,
): Promise<Looked> {
  const doing = `list the snapshots of the repository ${access.name}`;
  const use = { json: true, lock: 'none' as const, doing, limitMs, signal };
  const ids = async (): Promise<readonly string[]> =>
    readIds(await restic.printed(access, { ...use, args: ['list', 'snapshots'] }));
  const there = await ids();
  const listed = readSnapshots(
    await restic.printed(access, { ...use, args: ['snapshots', ...flags] }),
    doing,
  );
  const unread = there.filter((id) => listed.every((one) => one.id !== id));
  if (unread.length === 0) return { listed, unreadable: [] };
  // Between the two another program may have taken one out: that is no damage.
  const now = new Set(await ids());
  return { listed, unreadable: unread.filter((id) => now.has(id)) };
}

export interface Listed {
  id: string;
  fields: Fields;
}

/** What `restic snapshots` printed; anything but a list of snapshots is a failure, never an empty list. */
export function readSnapshots(printed: string, doing: string): readonly Listed[] {
  const parsed = parsedJson(printed);
  const listed = Array.isArray(parsed) ? parsed.map(jsonObject) : undefined;
  const whole = listed?.flatMap((fields) => {
    const id = textOf(fields, 'id');
    return fields === undefined || id === undefined || timeOf(fields, 'time') === undefined
      ? []
      : [{ id, fields }];
  });
  if (whole === undefined || whole.length !== listed?.length)
    throw new LabError('backup.failed', `Could not ${doing}: what restic answered is no list of snapshots.`, {
      hint: 'Try again. If that says the same, look at the manager’s log.',
    });
  return whole;
}

export const tagsOf = ({ tags }: Fields): readonly string[] =>
  Array.isArray(tags) ? tags.filter((it) => typeof it === 'string') : [];

/** Undefined: it was made by another program. */
export function toSnapshot(fields: Fields, id: string, repository: string): Snapshot | undefined {
  const tagged = readSnapshotTags(tagsOf(fields));
  if (tagged === undefined) return undefined;
  const summary = jsonObject(fields['summary']);
  return {
    id,
    repository,
    takenAt: timeOf(fields, 'time') ?? 0,
    labId: tagged.labId ?? textOf(fields, 'hostname') ?? '',
    installation: tagged.installation,
    job: tagged.job,
    complete: tagged.complete,
    original: textOf(fields, 'original'),
    bytesProcessed: numberOf(summary, 'total_bytes_processed'),
    bytesAdded: numberOf(summary, 'data_added_packed'),
    filesProcessed: numberOf(summary, 'total_files_processed'),
  };
}

const byTime = (a: Snapshot, b: Snapshot): number => a.takenAt - b.takenAt || (a.id < b.id ? -1 : 1);
