import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '../../core/model/lab-error.ts';
import type { Connection } from './connection.ts';
import { migrations as known, type Migration } from './migrations/index.ts';
import type { StorePaths } from './store-paths.ts';

/**
 * Brings the database to the newest version, each step in one transaction together with its number in `user_version`: a
 * crash leaves the version before or the version after. What was there before a step is kept as a copy.
 */
export function migrate(
  connection: Connection,
  paths: StorePaths,
  migrations: readonly Migration[] = known,
): void {
  const version = Number(connection.pragma('user_version'));
  if (version > migrations.length) throw newerError(paths, version, migrations.length);
  for (const [index, migration] of migrations.entries()) {
    if (index < version) continue;
    if (version > 0) keepCopy(connection, paths, index);
    connection.transaction(() => {
      connection.exec(migration.sql);
      connection.exec(`PRAGMA user_version = ${index + 1}`);
    });
  }
}

/** Written aside, synced, then renamed: a copy that has its name is whole. */
function keepCopy(connection: Connection, paths: StorePaths, version: number): void {
  mkdirSync(paths.copies, { recursive: true, mode: 0o700 });
  const copy = join(paths.copies, `lab-before-${String(version + 1).padStart(4, '0')}.db`);
  const draft = `${copy}.new`;
  rmSync(draft, { force: true });
  try {
    connection.prepare<{ draft: string }>('VACUUM INTO @draft').run({ draft });
    const descriptor = openSync(draft, 'r+');
    fsyncSync(descriptor);
    closeSync(descriptor);
    renameSync(draft, copy);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

const newerError = (paths: StorePaths, found: number, newest: number): LabError =>
  new LabError(
    'store.newer',
    `${paths.database} was written by a newer Labstead (state version ${found}; this one knows ${newest}).`,
    {
      hint: `Start the newer version again, or put the copy in ${paths.copies} from before the update back.`,
    },
  );
