import { newestGoodAt } from '../backup/standing.ts';
import { isToCome } from '../backup/to-come.ts';
import type { BackupFile, DrillRecord, RepositoryHealth, Snapshot } from '../model/backup.ts';
import type { KnownRepository } from '../ports.ts';
import type { KnownBackupRepository, KnownBackups } from './known-backups.ts';

/** What is known of one repository that the lab file names. */
export interface RepositoryFacts {
  known: Pick<KnownRepository, 'madeAt' | 'code' | 'goodAt'> | undefined;
  health: Pick<RepositoryHealth, 'checkedAt' | 'damage' | 'unchecked'>;
  /** Of this lab, as of the last listing, and not by others; undefined before there was one. */
  snapshots: readonly Snapshot[] | undefined;
  /** The time of the newest that another machine made which goes on writing; undefined: none does. */
  othersAt: number | undefined;
  /** Why it could not be used when that was last tried, a sentence. */
  trouble: string | undefined;
  onDataDisk: boolean | undefined;
  /** Ids of keys that were added, and of which nobody noted what became. */
  leftKeys: readonly string[];
}

/**
 * All that the checks of backups look at, at `now`. `drills`: the newest first. `since`: when the lab began to look after them,
 * where no repository was made yet.
 */
export function gatherBackups(
  file: Pick<BackupFile, 'schedule' | 'repositories'>,
  factsOf: (repository: string) => RepositoryFacts,
  drills: readonly DrillRecord[],
  { since, now }: { since: number; now: number },
): Omit<KnownBackups, 'awaitsRestore'> {
  const first = file.repositories[0];
  const madeAt = first === undefined ? undefined : factsOf(first.name).known?.madeAt;
  return {
    schedule: file.schedule,
    repositories: file.repositories.map(({ name, copyOf }) => ({
      name,
      copyOf,
      ...told(factsOf(name), drills, now),
    })),
    since: madeAt ?? since,
    lastDrill: drills[0],
    lastGoodDrill: drills.find(({ failure }) => failure === undefined),
  };
}

function told(
  { known, health, snapshots, othersAt, trouble, onDataDisk, leftKeys }: RepositoryFacts,
  drills: readonly DrillRecord[],
  now: number,
): Omit<KnownBackupRepository, 'name' | 'copyOf'> {
  return {
    made: known !== undefined,
    listed: snapshots !== undefined,
    trouble,
    codeConfirmed: known?.code !== undefined,
    onDataDisk,
    leftKeys,
    othersAt,
    damage: health.damage,
    newestGoodAt: snapshots === undefined ? known?.goodAt : newestGoodAt(snapshots, { health, drills, now }),
    ...newestOf(snapshots, now),
  };
}

/** One of a time that is yet to come tells of no night that was copied. */
function newestOf(
  snapshots: readonly Snapshot[] = [],
  now: number,
): Pick<KnownBackupRepository, 'newestAt' | 'onlyToCome'> {
  const times = snapshots.map(({ takenAt }) => takenAt).filter((takenAt) => !isToCome(takenAt, now));
  return {
    newestAt: times.length === 0 ? undefined : Math.max(...times),
    onlyToCome: snapshots.length > 0 && times.length === 0,
  };
}
