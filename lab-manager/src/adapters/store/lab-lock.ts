import Database from 'better-sqlite3';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { LabError } from '../../core/model/lab-error.ts';
import type { StorePaths } from './store-paths.ts';
import { toStoreError } from './store-error.ts';

export interface LabLock {
  release(): void;
}

interface Holder {
  pid: number;
  host: string;
  since: string;
}

/**
 * One manager per data root. The lock is an exclusive transaction, held for the process's life, on a database of its own
 * into which nothing is ever written: it needs no room on the disk and can't be damaged. The kernel gives it up when the
 * process dies, so it is never stale; being a lock on the file, it also holds between containers that share the folder.
 */
export function takeLabLock(paths: StorePaths, waitMs: number): LabLock {
  const database = lockFile(paths, waitMs);
  tellHolder(paths.holder);
  return {
    release: () => {
      rmSync(paths.holder, { force: true });
      database.close();
    },
  };
}

function lockFile(paths: StorePaths, waitMs: number): Database.Database {
  let database: Database.Database | undefined;
  try {
    database = new Database(paths.lock, { timeout: waitMs });
    // No journal file beside it: nothing will ever be rolled back.
    database.pragma('journal_mode = MEMORY');
    database.exec('BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database?.close();
    throw toLockError(error, paths);
  }
}

function toLockError(error: unknown, paths: StorePaths): unknown {
  const busy = error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
  if (!busy) return toStoreError(error, paths.lock);
  const holder = readHolder(paths.holder);
  const who = holder === undefined ? '' : ` (pid ${holder.pid} on ${holder.host}, since ${holder.since})`;
  return new LabError(
    'lab.already_running',
    `Another lab manager${who} already runs on ${paths.directory}.`,
    {
      hint: 'Stop that one first, or give this one a data root of its own (LABSTEAD_HOME).',
      cause: error,
    },
  );
}

/** For the message only: on a full disk the lock works without it. */
function tellHolder(path: string): void {
  const holder: Holder = { pid: process.pid, host: hostname(), since: new Date().toISOString() };
  try {
    writeFileSync(path, `${JSON.stringify(holder)}\n`, { mode: 0o644 });
  } catch {
    rmSync(path, { force: true });
  }
}

function readHolder(path: string): Holder | undefined {
  try {
    const { pid, host, since } = JSON.parse(readFileSync(path, 'utf8')) as Partial<Holder>;
    return pid === undefined || host === undefined || since === undefined ? undefined : { pid, host, since };
  } catch {
    return undefined;
  }
}
