import type { Snapshot } from '../../core/model/backup.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { RepositoryAccess } from '../../core/ports/backups.ts';
import { asFields, numberOf, textOf, timeOf, type Fields } from './fields.ts';
import type { Restic } from './restic.ts';

/** A listing is small: who doesn't send it by then doesn't answer. */
const limitMs = 5 * 60_000;
export const snapshotId = /^[0-9a-f]{64}$/;

/**
 * Oldest first. Restic passes over a snapshot that it can't read, and calls that success: what it lists is compared with
 * what lies there, since whoever takes a listing for whole throws away by it.
 */
export async function listSnapshots(
  restic: Restic,
  access: RepositoryAccess,
  signal?: AbortSignal,
): Promise<readonly Snapshot[]> {
  const doing = `list the snapshots of the repository ${access.name}`;
  const use = { json: true, lock: 'none' as const, doing, limitMs, signal };
  const there = new Set(
    (await restic.printed(access, { ...use, args: ['list', 'snapshots'] }))
      .split('\n')
      .map((line) => line.replaceAll('"', '').trim())
      .filter((id) => snapshotId.test(id)),
  );
  const listed = readSnapshots(await restic.printed(access, { ...use, args: ['snapshots'] }), doing);
  for (const { id } of listed) there.delete(id);
  if (there.size > 0 && (await stillThere(restic, access, there, use))) throw unreadable(access, [...there]);
  return listed.flatMap((it) => toSnapshot(it.fields, it.id, access.name) ?? []).sort(byTime);
}

/** Between the two looks another program may have taken a snapshot out: what can be read by its id is no damage. */
async function stillThere(
  restic: Restic,
  access: RepositoryAccess,
  ids: ReadonlySet<string>,
  use: { doing: string; limitMs: number; signal: AbortSignal | undefined },
): Promise<boolean> {
  const now = await restic.printed(access, { ...use, json: true, lock: 'none', args: ['list', 'snapshots'] });
  return [...ids].some((id) => now.includes(id));
}

const unreadable = (access: RepositoryAccess, ids: readonly string[]): LabError =>
  new LabError(
    'backup.damaged',
    `The list of snapshots of the repository ${access.name} is not whole: ${ids.map((id) => id.slice(0, 8)).join(', ')} can't be read.`,
    {
      hint: 'Have all of the repository read (labctl backup verify). Until then nothing is taken out of it.',
    },
  );

interface Listed {
  id: string;
  fields: Fields;
}

/** What `restic snapshots` printed; anything but a list of snapshots is a failure, never an empty list. */
export function readSnapshots(printed: string, doing: string): readonly Listed[] {
  const parsed = parse(printed);
  const listed = Array.isArray(parsed) ? parsed.map(asFields) : undefined;
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

/** Undefined: it was made by another program. */
export function toSnapshot(fields: Fields, id: string, repository: string): Snapshot | undefined {
  const tags = Array.isArray(fields['tags']) ? fields['tags'].filter((it) => typeof it === 'string') : [];
  if (!tags.includes('labstead')) return undefined;
  const tagged = (name: string): string | undefined =>
    tags.find((tag) => tag.startsWith(`${name}=`))?.slice(name.length + 1);
  const summary = asFields(fields['summary']);
  return {
    id,
    repository,
    takenAt: timeOf(fields, 'time') ?? 0,
    labId: tagged('lab') ?? textOf(fields, 'hostname') ?? '',
    job: tagged('job') ?? '',
    complete: tags.includes('complete') && !tags.includes('lacking'),
    original: textOf(fields, 'original'),
    bytesProcessed: numberOf(summary, 'total_bytes_processed'),
    bytesAdded: numberOf(summary, 'data_added_packed'),
    filesProcessed: numberOf(summary, 'total_files_processed'),
  };
}

const byTime = (a: Snapshot, b: Snapshot): number => a.takenAt - b.takenAt || (a.id < b.id ? -1 : 1);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
