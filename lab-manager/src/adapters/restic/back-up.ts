import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { counted } from '../../core/counted.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type {
  BackupProgress,
  BackupRequest,
  BackupSummary,
  RepositoryAccess,
} from '../../core/ports/backups.ts';
import { fieldsOf, numberOf, textOf, type Fields } from './fields.ts';
import { backupProgress, seldom } from './progress.ts';
import type { Restic } from './restic.ts';
import type { Said } from './said.ts';
import type { ResticVersion } from './version.ts';

type Unread = BackupSummary['unread'][number];

/** A folder of a million files that nobody may read is one mistake, not a million. */
const mostUnread = 1_000;
/** The snapshot is there, and lacks something. */
const incomplete = 3;

export async function backUp(
  restic: Restic,
  access: RepositoryAccess,
  request: BackupRequest,
  onProgress: (progress: BackupProgress) => void,
  signal?: AbortSignal,
): Promise<BackupSummary> {
  const doing = `write a snapshot into the repository ${access.name}`;
  const tell = seldom(restic.options.clock, onProgress);
  const { there, missing } = await sorted(request);
  if (there.length === 0) throw nothingThere(request, doing);
  const unread = new UnreadFiles(missing);
  let summary: Fields | undefined;
  const use = {
    args: backupArguments({ ...request, paths: there }, access.host, await restic.version()),
    json: true,
    lock: 'waits' as const,
    doing,
    cwd: request.base,
    onSaid: (it: Said) => unread.hear(it),
    signal,
  };
  const onLine = (line: string): void => {
    const fields = fieldsOf(line);
    const type = textOf(fields, 'message_type');
    if (fields !== undefined && type === 'status') tell(backupProgress(fields));
    if (type === 'summary') summary = fields;
  };
  const { code } = await restic.run(access, use, onLine, [0, incomplete]);
  return { ...readSummary(summary, doing), unread: unread.all(code === incomplete) };
}

/** Before 0.19 restic passes over a path that isn't there, and calls that success. */
async function sorted({ base, paths }: BackupRequest): Promise<{ there: string[]; missing: string[] }> {
  const there: string[] = [];
  const missing: string[] = [];
  for (const path of paths) {
    const found = await lstat(join(base, path)).then(
      () => true,
      (error: NodeJS.ErrnoException) => error.code !== 'ENOENT' && error.code !== 'ENOTDIR',
    );
    (found ? there : missing).push(path);
  }
  return { there, missing };
}

const nothingThere = ({ base }: BackupRequest, doing: string): LabError =>
  new LabError('backup.failed', `Could not ${doing}: nothing of what it should hold is in ${base}.`, {
    hint: 'See whether the disk of the data root is mounted.',
  });

/** Relative to the base, so that a snapshot doesn't say where that was. */
export function backupArguments(
  { paths, leaveOut, tags, at, everyFile = false }: BackupRequest,
  host: string,
  { compression }: ResticVersion,
): readonly string[] {
  return [
    'backup',
    `--host=${host}`,
    `--time=${wholeSeconds(at)}`,
    `--compression=${compression}`,
    // What an environment was added to still has the last snapshot as the one before.
    '--group-by=host',
    ...(everyFile ? ['--force'] : []),
    ...tags.map((tag) => `--tag=${tag}`),
    ...leaveOut.map((pattern) => `--exclude=${pattern}`),
    '--',
    ...paths,
  ];
}

/** As restic reads a time, which it takes for one of its own zone: UTC. */
const wholeSeconds = (at: number): string => new Date(at).toISOString().slice(0, 19).replace('T', ' ');

/** Exit status 0 without it would be a snapshot that nobody knows the id of: a failure. */
export function readSummary(summary: Fields | undefined, doing: string): Omit<BackupSummary, 'unread'> {
  const snapshot = textOf(summary, 'snapshot_id');
  if (snapshot === undefined)
    throw new LabError('backup.failed', `Could not ${doing}: restic ended without telling of a snapshot.`, {
      hint: 'Make a backup again. If that says the same, look at the manager’s log.',
    });
  const count = (name: string): number => numberOf(summary, name) ?? 0;
  return {
    snapshot,
    filesNew: count('files_new'),
    filesChanged: count('files_changed'),
    filesProcessed: count('total_files_processed'),
    bytesProcessed: count('total_bytes_processed'),
    bytesAdded: count('data_added_packed'),
  };
}

/** Of the snapshot before, which it compares with: all of that folder is read anew then. */
const ofTheOneBefore = /\btree [0-9a-f]{64} (?:is not known|could not be loaded)\b/;

/** What could not be read. */
export class UnreadFiles {
  private readonly files: Unread[];
  private isAnewInPart = false;
  private beyond = 0;
  private lastWords = '';

  constructor(missing: readonly string[] = []) {
    this.files = missing.map((path) => ({ path, message: 'it is not there' }));
  }

  hear({ kind, item, text }: Said): void {
    if (kind === 'text') this.lastWords = text;
    if (kind !== 'error') return;
    if (ofTheOneBefore.test(text)) this.isAnewInPart = true;
    else if (this.files.length < mostUnread) this.files.push({ path: item ?? '', message: text });
    else this.beyond += 1;
  }

  /** Never empty where restic said that something is missing, even if it didn't say what. */
  all(incomplete: boolean): readonly Unread[] {
    if (this.files.length === 0 && incomplete && !this.isAnewInPart)
      return [
        {
          path: '',
          message: this.lastWords === '' ? 'restic did not tell what it could not read' : this.lastWords,
        },
      ];
    if (this.beyond === 0) return this.files;
    return [...this.files, { path: '', message: counted(this.beyond, 'more file') }];
  }
}
