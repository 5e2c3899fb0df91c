import Database from 'better-sqlite3';
import { writeFileSync } from 'node:fs';
import { open as openFile, rename, rm } from 'node:fs/promises';
import { LabError } from '../../core/model/lab-error.ts';
import type { Ballast } from './ballast.ts';
import { isCorrupt, maybeNoRoom, toCopyError, toStoreError } from './store-error.ts';
import type { StorePaths } from './store-paths.ts';

export type Value = string | number | null;
export type Parameters = Record<string, Value>;

export interface Statement<P extends Parameters, Row> {
  get(parameters: P): Row | undefined;
  all(parameters: P): Row[];
  /** Answers how many rows changed. */
  run(parameters: P): number;
}

/**
 * The one connection to the lab's database. Every call is its own transaction unless it is made within `transaction`;
 * one that finds no room frees the ballast and is tried once more; what still fails is a LabError.
 */
export class Connection {
  readonly #database: Database.Database;
  readonly #paths: StorePaths;
  readonly #ballast: Ballast;

  constructor(paths: StorePaths, ballast: Ballast) {
    this.#paths = paths;
    this.#ballast = ballast;
    this.#database = this.#guard(() => open(paths.database));
  }

  prepare<P extends Parameters, Row = never>(sql: string): Statement<P, Row> {
    const statement = this.#step(() => this.#database.prepare<[P], Row>(sql));
    return {
      get: (parameters) => this.#step(() => statement.get(parameters)),
      all: (parameters) => this.#step(() => statement.all(parameters)),
      run: (parameters) => this.#step(() => statement.run(parameters).changes),
    };
  }

  transaction<Result>(work: () => Result): Result {
    return this.#step(() => this.#database.transaction(work).immediate());
  }

  exec(sql: string): void {
    this.#step(() => this.#database.exec(sql));
  }

  pragma(name: string): unknown {
    return this.#step(() => this.#database.pragma(name, { simple: true }));
  }

  /** The first damage found, undefined where there is none. */
  damage(): string | undefined {
    try {
      const found = this.#database.pragma('quick_check(1)', { simple: true });
      return found === 'ok' ? undefined : String(found);
    } catch (error) {
      if (isCorrupt(error)) return (error as Error).message;
      throw toStoreError(error, this.#paths.database);
    }
  }

  /** Written aside, synced, then renamed: a file of that name is whole. Others write meanwhile. */
  async backupTo(path: string): Promise<void> {
    const draft = `${path}.partial`;
    try {
      await rm(draft, { force: true });
      // Nobody else may read it at any time: it holds what people sign in with.
      await (await openFile(draft, 'wx', 0o600)).close();
      await this.#database.backup(draft);
      const file = await openFile(draft, 'r+');
      await file.sync().finally(() => file.close());
      await rename(draft, path);
    } catch (error) {
      await rm(draft, { force: true });
      throw toCopyError(error, path);
    }
  }

  close(): void {
    this.#database.close();
  }

  /** Within a transaction only the outermost call decides: SQLite rolls the whole of it back. */
  #step<Result>(work: () => Result): Result {
    return this.#database.inTransaction ? work() : this.#guard(work);
  }

  #guard<Result>(work: () => Result): Result {
    try {
      return this.#withBallast(work);
    } catch (error) {
      if (isCorrupt(error)) this.#suspect();
      throw toStoreError(error, this.#paths.database);
    }
  }

  #withBallast<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      if (maybeNoRoom(error) && this.#ballast.free()) return work();
      throw error;
    }
  }

  #suspect(): void {
    try {
      writeFileSync(this.#paths.suspect, '');
    } catch {
      // The next open then checks only after an unclean stop.
    }
  }
}

function open(path: string): Database.Database {
  const database = new Database(path, { timeout: 5000 });
  try {
    const mode = database.pragma('journal_mode = WAL', { simple: true });
    if (mode !== 'wal') throw noLocalDiskError(path);
    // NORMAL could lose the last commits when the power fails: not what a write-ahead journal is for.
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    database.pragma('trusted_schema = OFF');
    database.pragma(`journal_size_limit = ${64 * 1024 * 1024}`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

const noLocalDiskError = (path: string): LabError =>
  new LabError('store.failed', `The file system that holds ${path} has no shared memory files.`, {
    hint: 'Put the data root on a local disk, not on a network file system.',
  });
