import type { DrillRecord, RepositoryDamage } from '../model/backup.ts';
import type { Problem } from '../model/problem.ts';
import type { HealthCheck, HealthInput } from './check.ts';

/** What is known of backups, from the store and the last listings: no check waits for a repository. */
export interface KnownBackups {
  /** Cron time; undefined: nothing is backed up by itself. */
  schedule: string | undefined;
  /** As the lab file names them; the first is the one that is written to. */
  repositories: readonly KnownBackupRepository[];
  /** When there first was something to back up to (epoch ms): nothing is late before. */
  since: number;
  /** The newest drill that ended, and the newest that ended well. */
  lastDrill: DrillRecord | undefined;
  lastGoodDrill: DrillRecord | undefined;
  /** Whether the lab was laid down on an empty machine, and its data was not restored yet. */
  awaitsRestore: boolean;
}

export interface KnownBackupRepository {
  name: string;
  /** Undefined of the one that is written to. */
  copyOf: string | undefined;
  /** Whether it was made here yet. */
  made: boolean;
  /** Whether anybody saw what is in it since the manager started; else nothing is known of its snapshots but what was remembered. */
  listed: boolean;
  /** Why it could not be used when that was last tried, a sentence; undefined: it could, or nobody tried. */
  trouble: string | undefined;
  /** Whether its recovery code was typed back. */
  codeConfirmed: boolean;
  /** Undefined where that can't be told. */
  onDataDisk: boolean | undefined;
  /** Ids of keys that a death of the manager left behind. */
  leftKeys: readonly string[];
  damage: readonly RepositoryDamage[];
  /** The time of the newest snapshot of this lab by another machine, which goes on writing there; undefined: none does. */
  othersAt: number | undefined;
  /** The time that its newest good snapshot speaks of, as of the last look that could list it, also of an earlier manager; undefined: none. */
  newestGoodAt: number | undefined;
  /** The same of its newest of any standing that is not of a time yet to come, as far as it is listed. */
  newestAt: number | undefined;
  /** Whether it holds some, and all of them are of a time that is yet to come. */
  onlyToCome: boolean;
}

/**
 * A check of what is known of backups; nothing can be told before that is. While a lab awaits its restore what was remembered is
 * of the lost machine, and the installer waits for a lab that is well before it asks for that restore.
 */
export function checkOfBackups(
  id: string,
  fine: string,
  find: (backup: KnownBackups, input: HealthInput) => readonly Omit<Problem, 'id'>[],
): HealthCheck {
  return {
    id,
    fine,
    find: (input) =>
      input.backup === undefined
        ? undefined
        : input.backup.awaitsRestore
          ? []
          : find(input.backup, input).map((problem) => ({ id, ...problem })),
  };
}
