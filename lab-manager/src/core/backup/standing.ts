import type { DrillRecord, RepositoryDamage, RepositoryHealth, Snapshot } from '../model/backup.ts';
import { agoWords, spanWords } from '../span-words.ts';

/** How much a snapshot is worth, from least to most. */
export const standings = ['lacking', 'damaged', 'unverified', 'good', 'restore-tested'] as const;
export type SnapshotStanding = (typeof standings)[number];

/** What is known of the repository that the snapshot lies in. */
export interface KnownOfIt {
  health: Pick<RepositoryHealth, 'checkedAt' | 'damage' | 'unchecked'>;
  /** In any order, of any repository. */
  drills: readonly DrillRecord[];
  /** Epoch milliseconds: what was found at a time yet to come was found nobody knows when. */
  now: number;
}

type Judged = Pick<Snapshot, 'id' | 'repository' | 'takenAt' | 'complete' | 'original'>;

export const isGood = (standing: SnapshotStanding): boolean =>
  standing === 'good' || standing === 'restore-tested';

/** From what was found, never from hope: whatever is not known counts against it. */
export function standingOf(snapshot: Judged, { health, drills, now }: KnownOfIt): SnapshotStanding {
  if (!snapshot.complete) return 'lacking';
  if (health.damage.some((one) => concerns(one, snapshot, now))) return 'damaged';
  const drill = newestDrill(snapshot, drills);
  if (drill?.failure !== undefined) return 'unverified';
  if (drill !== undefined) return 'restore-tested';
  // A copy is of an older time than the moment at which it came there.
  if (health.unchecked.has(snapshot.original ?? snapshot.id)) return 'unverified';
  return isBetween(snapshot.takenAt, health.checkedAt, now) ? 'good' : 'unverified';
}

/** The time that the newest good one of them speaks of. */
export function newestGoodAt(snapshots: readonly Judged[], known: KnownOfIt): number | undefined {
  const good = snapshots.filter((one) => isGood(standingOf(one, known)));
  return good.length === 0 ? undefined : Math.max(...good.map(({ takenAt }) => takenAt));
}

/** Why, a sentence: `Good: restored in a drill 3 days ago, in 4 min 12 s.` */
export function standingSentence(snapshot: Judged, known: KnownOfIt): string {
  const { now } = known;
  const drill = newestDrill(snapshot, known.drills);
  switch (standingOf(snapshot, known)) {
    case 'lacking':
      return 'Not good: something that belongs in it is missing.';
    case 'damaged':
      return `Damaged: ${damageWords(known.health.damage.find((one) => concerns(one, snapshot, now)))}`;
    case 'unverified':
      return drill?.failure === undefined
        ? 'Not verified yet: its repository was not checked since.'
        : `Not good: its drill failed ${agoWords(drill.endedAt, now)}: ${drill.failure}`;
    case 'good':
      return 'Good: it is complete, and its repository was checked since.';
    case 'restore-tested':
      return drill === undefined
        ? 'Good.'
        : `Good: restored in a drill ${agoWords(drill.endedAt, now)}, in ${spanWords(drill.endedAt - drill.startedAt)}.`;
  }
}

/** Of those that say something about it. */
function newestDrill(
  { id, repository }: Pick<Judged, 'id' | 'repository'>,
  drills: readonly DrillRecord[],
): DrillRecord | undefined {
  return drills
    .filter((drill) => drill.snapshot === id && drill.repository === repository && !drill.inconclusive)
    .reduce<DrillRecord | undefined>(
      (newest, one) => (newest === undefined || one.endedAt > newest.endedAt ? one : newest),
      undefined,
    );
}

/**
 * Where nobody could tell which snapshots it concerns, it concerns all. So it does one that was made since: what is in a
 * repository already is not written again, so that a new snapshot may refer to what is damaged.
 */
function concerns({ snapshots, seenAt }: RepositoryDamage, { id, takenAt }: Judged, now: number): boolean {
  if (snapshots.length === 0 || !isBetween(takenAt, seenAt, now)) return true;
  return snapshots.some((one) => id.startsWith(one));
}

/** Whether it was at or after `from`, as far as that is known: a clock that was ahead wrote times that are yet to come. */
const isBetween = (from: number, at: number | undefined, now: number): boolean =>
  at !== undefined && at >= from && at <= now;

const damageWords = (damage: RepositoryDamage | undefined): string =>
  damage === undefined ? 'its repository is.' : `${damage.words.replace(/[.\s]+$/, '')}.`;
