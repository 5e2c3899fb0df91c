import Database from 'better-sqlite3';
import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { LabError } from '../../core/model/lab-error.ts';

const codeOf = (error: unknown): string => (error instanceof Database.SqliteError ? error.code : '');

/** What a file system without room looks like: SQLite names it after the call that met it. */
export const maybeNoRoom = (error: unknown): boolean => /^SQLITE_(FULL|IOERR|CANTOPEN)/.test(codeOf(error));

export const isCorrupt = (error: unknown): boolean => /^SQLITE_(CORRUPT|NOTADB)/.test(codeOf(error));

export const isConstraint = (error: unknown, kind: 'UNIQUE' | 'FOREIGNKEY'): boolean =>
  codeOf(error) === `SQLITE_CONSTRAINT_${kind}` ||
  (kind === 'UNIQUE' && codeOf(error) === 'SQLITE_CONSTRAINT_PRIMARYKEY');

/** A handful of pages is what SQLite asks for at once. */
function isFull(path: string): boolean {
  try {
    const disk = statfsSync(dirname(path));
    return disk.bavail * disk.bsize < 64 * 1024 || (disk.files > 0 && disk.ffree === 0);
  } catch {
    return false;
  }
}

/** Names what the disk did; anything else (a broken constraint, a wrong statement) is a bug and stays what it is. */
export function toStoreError(error: unknown, path: string): unknown {
  const code = codeOf(error);
  if (code.startsWith('SQLITE_FULL') || (maybeNoRoom(error) && isFull(path))) {
    return new LabError('store.full', `The disk that holds ${path} is full: the lab can't write its state.`, {
      hint: 'Free space on that disk (`du -xh --max-depth=2 /var/lib` and `docker system df` show what takes it); running services are not affected.',
      cause: error,
    });
  }
  if (isCorrupt(error)) {
    return new LabError('store.corrupt', `The lab's state in ${path} is damaged.`, {
      hint: 'Restart the manager: it checks the file, puts it aside and says how to go on.',
      cause: error,
    });
  }
  if (code.startsWith('SQLITE_BUSY')) {
    return new LabError('store.busy', `Another program holds ${path} open for writing.`, {
      hint: 'Close it (a database browser, a copy in progress) and try again.',
      cause: error,
      retryAfterSeconds: 5,
    });
  }
  if (/^SQLITE_(IOERR|CANTOPEN|READONLY|PERM)/.test(code)) {
    return new LabError('store.failed', `The disk refused to read or write ${path} (${code}).`, {
      hint: 'Check the disk (dmesg, smartctl) and that it is mounted read-write.',
      cause: error,
    });
  }
  return error;
}

/** The same of a copy, whose file the operating system may refuse as well. */
export function toCopyError(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (!/^E[A-Z]+$/.test(code)) return toStoreError(error, path);
  const isFullDisk = code === 'ENOSPC' || code === 'EDQUOT';
  return new LabError(
    isFullDisk ? 'store.full' : 'store.failed',
    `A copy of the lab's state can't be written to ${path}${isFullDisk ? ': its disk is full' : ` (${code})`}.`,
    {
      hint: isFullDisk
        ? 'Free space on that disk and try again.'
        : 'Check that the folder is there and writable.',
      cause: error,
    },
  );
}

export const isCorruptError = (error: unknown): boolean =>
  error instanceof LabError && error.code === 'store.corrupt';
