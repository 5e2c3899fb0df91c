import type { DrillRecord, RepositoryDamage, RepositoryHealth, Snapshot } from '../model/backup.ts';
import { agoWords, spanWords } from '../span-words.ts';
import { isToCome } from './to-come.ts';

/** How much a snapshot is worth, from least to most. */
export const standings = ['lacking', 'damaged', 'unverified', 'good', 'restore-tested'] as const;
export type SnapshotStanding = (typeof standings)[number];

/** What is known of the repository that the snapshot lies in. */
export interface KnownOfIt {
  health: Pick<RepositoryHealth, 'checkedAt' | 'damage' | 'unchecked'>;
  /** The newest first, of any repository. */
  drills: readonly DrillRecord[];
  /** Epoch milliseconds: what was found at a time yet to come was found nobody knows when. */
  now: number;
}

type Judged = Pick<Snapshot, 'id' | 'repository' | 'takenAt' | 'complete' | 'original'>;

export const isGood = (standing: SnapshotStanding): boolean =>
  standing === 'good' || standing === 'restore-tested';

/** What a snapshot is worth, and why. */
export interface Judgement {
  standing: SnapshotStanding;
  /** `Good: restored in a drill 3 days ago, in 4 min 12 s.` */
  sentence: string;
}

/** From what was found, never from hope: whatever is not known counts against it. */
export function judged(snapshot: Judged, { health, drills, now }: KnownOfIt): Judgement {
  if (!snapshot.complete)
    return { standing: 'lacking', sentence: 'Not good: something that belongs in it is missing.' };
  const damage = health.damage.find((one) => concerns(one, snapshot, now));
  if (damage !== undefined)
    return { standing: 'damaged', sentence: `Damaged: ${damage.words.replace(/[.\s]+$/, '')}.` };
  const drill = newestDrill(snapshot, drills);
  if (drill !== undefined) return judgedByDrill(drill, now);
  // A copy is of an older time than the moment at which it came there.
  const isNew = health.unchecked.has(snapshot.original ?? snapshot.id);
  return !isNew && isBetween(snapshot.takenAt, health.checkedAt, now)
    ? { standing: 'good', sentence: 'Good: it is complete, and its repository was checked since.' }
    : { standing: 'unverified', sentence: 'Not verified yet: its repository was not checked since.' };
}

function judgedByDrill({ startedAt, endedAt, failure }: DrillRecord, now: number): Judgement {
  const ago = agoWords(endedAt, now);
  return failure === undefined
    ? {
        standing: 'restore-tested',
        sentence: `Good: restored in a drill ${ago}, in ${spanWords(endedAt - startedAt)}.`,
      }
    : { standing: 'unverified', sentence: `Not good: its drill failed ${ago}: ${failure}` };
}

/** The time that the newest good one of them speaks of: one of a time that is yet to come says nothing about now. */
export function newestGoodAt(snapshots: readonly Judged[], known: KnownOfIt): number | undefined {
  const good = snapshots.filter(
    (one) => isGood(judged(one, known).standing) && !isToCome(one.takenAt, known.now),
  );
  return good.length === 0 ? undefined : Math.max(...good.map(({ takenAt }) => takenAt));
}

/** Of those that say something about it. */
const newestDrill = (
  { id, repository }: Pick<Judged, 'id' | 'repository'>,
  drills: readonly DrillRecord[],
): DrillRecord | undefined =>
  drills.find((drill) => drill.snapshot === id && drill.repository === repository && !drill.inconclusive);

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
