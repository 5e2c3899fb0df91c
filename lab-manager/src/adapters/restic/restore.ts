import { escapeGlob } from '../../core/glob.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { BackupProgress, RepositoryAccess, RestoreRequest } from '../../core/ports/backups.ts';
import { fieldsOf, numberOf, textOf, type Fields } from './fields.ts';
import { restoreProgress, seldom } from './progress.ts';
import type { Restic } from './restic.ts';

export async function restoreFolder(
  restic: Restic,
  access: RepositoryAccess,
  request: RestoreRequest,
  onProgress: (progress: BackupProgress) => void,
  signal?: AbortSignal,
): Promise<{ files: number }> {
  const doing = `restore ${request.folder} of the snapshot ${request.snapshot.slice(0, 8)}`;
  const tell = seldom(restic.options.clock, onProgress);
  let summary: Fields | undefined;
  const onLine = (line: string): void => {
    const fields = fieldsOf(line);
    const type = textOf(fields, 'message_type');
    if (fields !== undefined && type === 'status') tell(restoreProgress(fields));
    if (type === 'summary') summary = fields;
  };
  const use = { args: restoreArguments(request), json: true, lock: 'waits' as const, doing, signal };
  try {
    await restic.run(access, use, onLine);
  } catch (error) {
    throw here(error, request.target, doing);
  }
  if (summary === undefined)
    throw new LabError(
      'backup.failed',
      `Could not ${doing}: restic ended without telling what it restored.`,
      {
        hint: 'Start the restore again; what is in use was not touched.',
      },
    );
  return { files: numberOf(summary, 'total_files') ?? restoreProgress(summary).filesDone };
}

/**
 * Straight into the target, without the folders above. Of what an earlier attempt left each file is compared, and only
 * pieces that differ are written. restic checks the sum of each piece before it writes it; with `readsBack` all of it is read
 * again at the end and compared with the snapshot.
 */
export function restoreArguments({
  snapshot,
  folder,
  target,
  include = [],
  readsBack = false,
}: RestoreRequest): readonly string[] {
  return [
    'restore',
    `--target=${target}`,
    '--overwrite=always',
    ...(readsBack ? ['--verify'] : []),
    '--sparse',
    ...include.map((path) => `--include=${literally(path)}`),
    '--',
    folder === '/' ? snapshot : `${snapshot}:${folder}`,
  ];
}

/** A path below the folder, as a pattern that fits nothing else. */
const literally = (path: string): string => `/${escapeGlob(path.replace(/^\/+/, ''))}`;

/** A restore writes here, not into the repository. */
function here(error: unknown, target: string, doing: string): unknown {
  if (!(error instanceof LabError) || error.code !== 'backup.target_full') return error;
  return new LabError('disk.low', `The disk of ${target} is full: could not ${doing}.`, {
    hint: 'Free space there, then start the restore again; what is in use was not touched.',
    cause: error.cause,
  });
}
