import { chmodSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { Store } from '../../core/ports.ts';
import { Ballast } from './ballast.ts';
import { Connection } from './connection.ts';
import { takeLabLock } from './lab-lock.ts';
import { migrate } from './migrate.ts';
import { damagedError, missingError, quarantine } from './quarantine.ts';
import { SqliteStore } from './sqlite-store.ts';
import { isCorruptError } from './store-error.ts';
import { storePaths, type StorePaths } from './store-paths.ts';

export interface StoreOptions {
  /** `$LABSTEAD_HOME/state` */
  directory: string;
  /** Room kept free for the day the disk is full. */
  ballastBytes?: number;
  /** How long a manager that is just ending may take to let go. */
  lockWaitMs?: number;
}

/**
 * Opens the lab's state, or says why not: another manager holds it (`lab.already_running`), it is damaged or gone
 * (`store.corrupt`; never begun anew in silence), or a newer version wrote it (`store.newer`).
 */
export function openStore(options: StoreOptions): Store {
  const paths = storePaths(options.directory);
  mkdirSync(paths.directory, { recursive: true, mode: 0o700 });
  const lock = takeLabLock(paths, options.lockWaitMs ?? 2000);
  try {
    const ballast = new Ballast(paths.ballast, options.ballastBytes ?? 16 * 1024 * 1024);
    const connection = openDatabase(paths, ballast);
    ballast.restore();
    return new SqliteStore(connection, ballast, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

function openDatabase(paths: StorePaths, ballast: Ballast): Connection {
  const size = existsSync(paths.database) ? statSync(paths.database).size : 0;
  if (size === 0 && existsSync(paths.expected)) throw missingError(paths);
  // A clean stop leaves no write-ahead log behind.
  const unclean = existsSync(paths.wal) || existsSync(paths.suspect);
  const connection = connect(paths, ballast);
  try {
    if (unclean) checkDamage(connection, paths);
    migrate(connection, paths);
    keepExpectation(paths);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

function connect(paths: StorePaths, ballast: Ballast): Connection {
  try {
    const connection = new Connection(paths, ballast);
    chmodSync(paths.database, 0o600);
    return connection;
  } catch (error) {
    if (!isCorruptError(error)) throw error;
    throw damagedError(paths, quarantine(paths), 'it is not a database any more');
  }
}

function checkDamage(connection: Connection, paths: StorePaths): void {
  const damage = connection.damage();
  // Moved while open: closing would write the log into the damaged file and remove it.
  if (damage !== undefined) throw damagedError(paths, quarantine(paths), damage);
  rmSync(paths.suspect, { force: true });
}

function keepExpectation(paths: StorePaths): void {
  if (existsSync(paths.expected)) return;
  writeFileSync(
    paths.expected,
    'The manager refuses to start without lab.db. Remove this file to begin anew.\n',
  );
}
