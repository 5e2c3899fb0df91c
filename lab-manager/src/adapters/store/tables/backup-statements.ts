import type { RestoreState } from '../../../core/model/backup.ts';
import type { Connection } from '../connection.ts';
import type {
  DamageRow,
  DatabaseRow,
  DrillRow,
  InstallationRow,
  RepositoryRow,
  RestoreRow,
} from './backup-rows.ts';

const repositoryColumns = `name, location, made_at AS madeAt, own_key AS key, code_key AS codeKey,
  code_confirmed_at AS codeConfirmedAt, new_code_key AS newCodeKey, new_code_made_at AS newCodeMadeAt,
  keys_before AS keysBefore,
  checked_at AS checkedAt, pruned_at AS prunedAt, good_at AS goodAt`;

type None = Record<string, never>;
type At = { name: string; at: number };

/** Every statement of what is remembered of backups. */
export function backupStatements(connection: Connection) {
  return { ...ofRepositories(connection), ...ofHealth(connection), ...ofJobs(connection) };
}

function ofRepositories(connection: Connection) {
  return {
    repositories: connection.prepare<None, RepositoryRow>(
      `SELECT ${repositoryColumns} FROM backup_repositories ORDER BY name`,
    ),
    repository: connection.prepare<{ name: string }, RepositoryRow>(
      `SELECT ${repositoryColumns} FROM backup_repositories WHERE name = @name`,
    ),
    forgetElsewhere: connection.prepare<{ name: string; location: string }>(
      'DELETE FROM backup_repositories WHERE name = @name AND location <> @location',
    ),
    made: connection.prepare<{ name: string; location: string; key: string; madeAt: number }>(
      `INSERT INTO backup_repositories (name, location, made_at, own_key) VALUES (@name, @location, @madeAt, @key)
       ON CONFLICT DO UPDATE SET own_key = @key`,
    ),
    moved: connection.prepare<{ name: string; location: string }>(
      'UPDATE backup_repositories SET location = @location WHERE name = @name',
    ),
    broughtAlong: connection.prepare<At>(
      'UPDATE backup_repositories SET made_at = @at, checked_at = NULL, good_at = NULL WHERE name = @name',
    ),
    newCode: connection.prepare<At & { key: string }>(
      'UPDATE backup_repositories SET new_code_key = @key, new_code_made_at = @at WHERE name = @name',
    ),
    keysBefore: connection.prepare<{ name: string; keys: string }>(
      'UPDATE backup_repositories SET keys_before = COALESCE(keys_before, @keys) WHERE name = @name',
    ),
    noKeysBefore: connection.prepare<{ name: string }>(
      'UPDATE backup_repositories SET keys_before = NULL WHERE name = @name',
    ),
    confirmCode: connection.prepare<At>(
      `UPDATE backup_repositories SET code_key = new_code_key, code_confirmed_at = @at,
       new_code_key = NULL, new_code_made_at = NULL WHERE name = @name AND new_code_key IS NOT NULL`,
    ),
    noCode: connection.prepare<{ name: string; key: string }>(
      'UPDATE backup_repositories SET code_key = NULL, code_confirmed_at = NULL WHERE name = @name AND code_key = @key',
    ),
    pruned: connection.prepare<At>('UPDATE backup_repositories SET pruned_at = @at WHERE name = @name'),
    good: connection.prepare<{ name: string; at: number | null }>(
      'UPDATE backup_repositories SET good_at = @at WHERE name = @name',
    ),
    toCome: connection.prepare<None, { original: string }>('SELECT DISTINCT original FROM backup_times'),
    addToCome: connection.prepare<{ name: string; original: string }>(
      `INSERT OR IGNORE INTO backup_times (repository, original)
       SELECT name, @original FROM backup_repositories WHERE name = @name`,
    ),
    forget: connection.prepare<{ name: string }>('DELETE FROM backup_repositories WHERE name = @name'),
  };
}

function ofHealth(connection: Connection) {
  return {
    parts: connection.prepare<{ name: string }, { part: number; triedAt: number; rightAt: number | null }>(
      `SELECT part, tried_at AS triedAt, right_at AS rightAt FROM backup_parts WHERE repository = @name ORDER BY part`,
    ),
    damage: connection.prepare<{ name: string }, DamageRow>(
      `SELECT part, words, found_at AS foundAt, seen_at AS seenAt, snapshots FROM backup_damage
       WHERE repository = @name ORDER BY found_at, part, words`,
    ),
    checked: connection.prepare<At>('UPDATE backup_repositories SET checked_at = @at WHERE name = @name'),
    copied: connection.prepare<At & { original: string }>(
      `INSERT INTO backup_unchecked (repository, original, copied_at)
       SELECT name, @original, @at FROM backup_repositories WHERE name = @name
       ON CONFLICT DO UPDATE SET copied_at = @at`,
    ),
    unchecked: connection.prepare<{ name: string }, { original: string }>(
      'SELECT original FROM backup_unchecked WHERE repository = @name ORDER BY original',
    ),
    // A clock that was ahead wrote what is more than a day later: no copy is made while its repository is looked at.
    lookedAt: connection.prepare<At>(
      `DELETE FROM backup_unchecked WHERE repository = @name
       AND (copied_at <= @at OR copied_at > @at + 86400000)`,
    ),
    forgetParts: connection.prepare<{ name: string }>('DELETE FROM backup_parts WHERE repository = @name'),
    tried: connection.prepare<At & { part: number }>(
      `INSERT INTO backup_parts (repository, part, tried_at) VALUES (@name, @part, @at)
       ON CONFLICT DO UPDATE SET tried_at = @at`,
    ),
    right: connection.prepare<At & { part: number }>(
      'UPDATE backup_parts SET right_at = @at WHERE repository = @name AND part = @part',
    ),
    found: connection.prepare<At & { part: number; words: string; snapshots: string }>(
      `INSERT INTO backup_damage (repository, part, words, found_at, seen_at, snapshots)
       VALUES (@name, @part, @words, @at, @at, @snapshots)
       ON CONFLICT DO UPDATE SET seen_at = @at, snapshots = @snapshots`,
    ),
    mended: connection.prepare<{ name: string; part: number }>(
      'DELETE FROM backup_damage WHERE repository = @name AND part = @part',
    ),
  };
}

function ofJobs(connection: Connection) {
  return {
    drills: connection.prepare<None, DrillRow>(
      // Jobs are numbered by age, also where the clock was put back between two of them.
      `SELECT snapshot, repository, started_at AS startedAt, ended_at AS endedAt, failure, inconclusive,
       tables, rows, files, bytes
       FROM backup_drills ORDER BY job DESC`,
    ),
    addDrill: connection.prepare<Record<keyof DrillRow | 'job', string | number | null>>(
      `INSERT OR REPLACE INTO backup_drills
       (job, snapshot, repository, started_at, ended_at, failure, inconclusive, tables, rows, files, bytes)
       VALUES (@job, @snapshot, @repository, @startedAt, @endedAt, @failure, @inconclusive, @tables, @rows, @files, @bytes)`,
    ),
    forgetDrills: connection.prepare<{ name: string }>('DELETE FROM backup_drills WHERE repository = @name'),
    dropDrills: connection.prepare<{ keep: number }>(
      `DELETE FROM backup_drills WHERE job NOT IN
       (SELECT job FROM backup_drills ORDER BY job DESC LIMIT @keep)`,
    ),
    schedule: connection.prepare<None, { written: string | null; doneAt: number }>(
      'SELECT written, done_at AS doneAt FROM backup_schedule',
    ),
    followed: connection.prepare<{ written: string | null; doneAt: number }>(
      `INSERT INTO backup_schedule (only, written, done_at) VALUES (1, @written, @doneAt)
       ON CONFLICT DO UPDATE SET written = @written, done_at = @doneAt`,
    ),
    since: connection.prepare<None, { at: number }>('SELECT at FROM backup_since'),
    begun: connection.prepare<{ at: number }>(
      'INSERT OR IGNORE INTO backup_since (only, at) VALUES (1, @at)',
    ),
    installation: connection.prepare<None, InstallationRow>(
      `SELECT id, inherits_until AS inheritsUntil, spares_until AS sparesUntil FROM backup_installation`,
    ),
    identified: connection.prepare<None>('INSERT OR IGNORE INTO backup_installation (only) VALUES (1)'),
    laidDown: connection.prepare<Omit<InstallationRow, 'id'>>(
      `INSERT OR REPLACE INTO backup_installation (only, inherits_until, spares_until)
       VALUES (1, @inheritsUntil, @sparesUntil)`,
    ),
    othersGone: connection.prepare<Omit<InstallationRow, 'id'>>(
      'UPDATE backup_installation SET inherits_until = @inheritsUntil, spares_until = @sparesUntil',
    ),
    mounts: connection.prepare<None, { path: string }>('SELECT path FROM backup_mounts ORDER BY path'),
    forgetMounts: connection.prepare<None>('DELETE FROM backup_mounts'),
    addMount: connection.prepare<{ path: string }>(
      'INSERT OR IGNORE INTO backup_mounts (path) VALUES (@path)',
    ),
    databases: connection.prepare<None, { service: string }>(
      'SELECT service FROM backup_databases ORDER BY service',
    ),
    database: connection.prepare<{ service: string }, DatabaseRow>(
      'SELECT tables, held, taken_at AS takenAt FROM backup_databases WHERE service = @service',
    ),
    addDatabase: connection.prepare<{ service: string } & DatabaseRow>(
      'INSERT OR REPLACE INTO backup_databases (service, tables, held, taken_at) VALUES (@service, @tables, @held, @takenAt)',
    ),
    forgetDatabase: connection.prepare<{ service: string }>(
      'DELETE FROM backup_databases WHERE service = @service',
    ),
    restores: connection.prepare<None, RestoreRow>(
      // By age, as drills.
      `SELECT job, snapshot, repository, words, environments, parts, mounts, state, restored_at AS restoredAt,
       confirmed_at AS confirmedAt
       FROM waiting_restores ORDER BY job DESC`,
    ),
    addRestore: connection.prepare<Record<Exclude<keyof RestoreRow, 'confirmedAt'>, string | number>>(
      `INSERT OR REPLACE INTO waiting_restores
       (job, snapshot, repository, words, environments, parts, mounts, state, restored_at)
       VALUES (@job, @snapshot, @repository, @words, @environments, @parts, @mounts, @state, @restoredAt)`,
    ),
    restoreState: connection.prepare<{ job: string; state: RestoreState }>(
      'UPDATE waiting_restores SET state = @state WHERE job = @job',
    ),
    confirmed: connection.prepare<{ job: string; at: number }>(
      'UPDATE waiting_restores SET confirmed_at = COALESCE(confirmed_at, @at) WHERE job = @job',
    ),
    settleRestore: connection.prepare<{ job: string }>('DELETE FROM waiting_restores WHERE job = @job'),
  };
}
