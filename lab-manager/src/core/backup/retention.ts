import { LabError } from '../model/lab-error.ts';
import type { Installation, RetentionFile, Snapshot } from '../model/backup.ts';
import { lastDue } from '../ondemand/cron.ts';
import { whenWords } from '../when-words.ts';
import { mayGo } from './installation.ts';
import { periodsOf, type Period } from './periods.ts';
import { isGood, type SnapshotStanding } from './standing.ts';
import { isToCome } from './to-come.ts';

/** However little the lab file asks for. */
const leastGood = 3;
const day = 86_400_000;
/** Or two intervals of the schedule, where that is longer. */
const usualGap = 30 * day;

/** A snapshot with what it is worth. */
export type JudgedSnapshot = Pick<Snapshot, 'id' | 'takenAt' | 'labId' | 'installation' | 'original'> & {
  standing: SnapshotStanding;
};

export interface RetentionCase {
  /** All that the repository lists, whichever lab wrote it. */
  snapshots: readonly JudgedSnapshot[];
  /** The snapshot of this night, or its copy; a listing without it is not whole. Undefined: none was made. */
  made: string | undefined;
  labId: string;
  /** Whose repository this is a look at: what others make is neither counted nor taken out. */
  installation: Installation;
  retention: RetentionFile;
  /** Cron time; undefined: nothing is backed up by itself. */
  schedule: string | undefined;
  timeZone: string;
  now: number;
  /** A person said that the clock is right. */
  clockConfirmed: boolean;
  /** Originals of those of a time that was yet to come when a person said so before: they are no doubt of the clock. */
  toComeConfirmed: ReadonlySet<string>;
}

export interface Verdict {
  id: string;
  /** Why, a sentence. */
  why: string;
}

export interface Retained {
  /** Newest first. */
  keep: readonly Verdict[];
  /** Oldest first. */
  forget: readonly Verdict[];
}

/**
 * Which of this lab's snapshots stay and which go, each with the reason. Times are those that the snapshots speak of. Only
 * good ones count: what is lacking or not verified must not push out what is not. Throws `backup.clock_implausible` and, for
 * a listing that can't be whole, `backup.failed`: then none goes.
 */
export function retained(about: RetentionCase): Retained {
  const ofLab = about.snapshots
    .filter(({ labId }) => labId === about.labId)
    .toSorted((a, b) => b.takenAt - a.takenAt || (a.id < b.id ? 1 : -1));
  if (about.made !== undefined && !ofLab.some(({ id }) => id === about.made))
    throw new LabError(
      'backup.failed',
      'The repository does not list the snapshot that was just written to it.',
      {
        hint: 'No snapshot was taken out. Look at the repository with labctl backup verify.',
      },
    );
  const own = mayGo(ofLab, about.installation, about.now);
  const implausible = about.clockConfirmed ? undefined : clockRefusal(own, about);
  if (implausible !== undefined) throw implausible;
  const reasons = reasonsToKeep(own, about);
  for (const one of ofLab) if (!own.includes(one)) reasons.set(one.id, [notOwn]);
  const kept = ofLab.filter(({ id }) => reasons.has(id));
  return {
    keep: kept.map(({ id }) => ({ id, why: `It stays: ${(reasons.get(id) ?? []).join('; ')}.` })),
    forget: own
      .filter(({ id }) => !reasons.has(id))
      .toReversed()
      .map(({ id, standing }) => ({ id, why: whyGone(standing) })),
  };
}

const notOwn = 'another machine made it, which may still go on';

/** What is remembered once a person said that the clock is right: originals of those of a time that is yet to come. */
export const originalsToCome = (
  snapshots: readonly Pick<Snapshot, 'id' | 'takenAt' | 'original'>[],
  now: number,
): readonly string[] => snapshots.filter(({ takenAt }) => isToCome(takenAt, now)).map(originalOf);

const originalOf = ({ id, original }: Pick<Snapshot, 'id' | 'original'>): string => original ?? id;

const sayRight =
  'No snapshot was taken out. See to the clock of this machine; if it is right, say so with labctl backup now --clock-is-right, ' +
  'which makes one more snapshot and takes out what is not kept';

/** Why nothing may be taken out: the clock, or the one that the newest snapshots were made by, can't be right. */
function clockRefusal(
  all: readonly JudgedSnapshot[],
  { made, now, timeZone, schedule, toComeConfirmed }: RetentionCase,
): LabError | undefined {
  const own = all.filter((one) => !toComeConfirmed.has(originalOf(one)));
  const [newest] = own;
  if (newest === undefined) return undefined;
  if (isToCome(newest.takenAt, now))
    return new LabError(
      'backup.clock_implausible',
      `The snapshot ${newest.id.slice(0, 8)} is of ${whenWords(newest.takenAt, now, timeZone)}, which is yet to come.`,
      {
        hint: `${sayRight}. What is of a time that is yet to come stays then, and no later night fails because of it.`,
      },
    );
  const at = own.find(({ id }) => id === made)?.takenAt ?? now;
  const before = own.find(({ id, takenAt }) => id !== made && takenAt <= at);
  if (before === undefined || at - before.takenAt <= mostGap(at, schedule, timeZone)) return undefined;
  return new LabError(
    'backup.clock_implausible',
    `The newest snapshot before ${made === undefined ? 'now' : 'this one'} is ${Math.floor((at - before.takenAt) / day)} days older.`,
    { hint: `${sayRight}.` },
  );
}

/** Milliseconds that the snapshot before may be older, one night of a rare schedule having failed. */
function mostGap(at: number, schedule: string | undefined, timeZone: string): number {
  let due: number | undefined = at + 1;
  for (let times = 0; times < 3 && due !== undefined && schedule !== undefined; times += 1)
    due = lastDue(schedule, timeZone, due - 1);
  return Math.max(usualGap, at - (due ?? at));
}

const periods: readonly Period[] = ['hourly', 'daily', 'weekly', 'monthly', 'yearly'];

function reasonsToKeep(
  own: readonly JudgedSnapshot[],
  { made, retention, timeZone, now }: RetentionCase,
): Map<string, readonly string[]> {
  const reasons = new Map<string, readonly string[]>();
  const keep = (id: string, reason: string): void => {
    reasons.set(id, [...(reasons.get(id) ?? []), reason]);
  };
  // One of a time that is yet to come would stand before all others, and push them out.
  const good = own.filter((one) => isGood(one.standing) && !isToCome(one.takenAt, now));
  const last = Math.max(leastGood, retention.last);

  for (const { id } of good.slice(0, last)) keep(id, `it is one of the ${last} newest good ones`);
  const of = periodsOf(timeZone);
  for (const period of periods)
    for (const { id, words } of newestOfEach(good, retention[period], (at) => of(period, at)))
      keep(id, `it is the newest good one of ${words}`);

  const oldestOfLast = good[leastGood - 1]?.takenAt ?? -Infinity;
  for (const one of own) {
    if (one.id === made) keep(one.id, 'it was just made');
    else if (isToCome(one.takenAt, now)) keep(one.id, 'it is of a time that is yet to come');
    else if (one.standing === 'damaged')
      keep(one.id, 'damage was found in it, and what can still be read of it may be needed');
    else if (!isGood(one.standing) && one.takenAt >= oldestOfLast)
      keep(one.id, `fewer than ${leastGood} good ones are newer`);
  }
  return reasons;
}

/** Of so many periods, counted from the newest that has one, the newest snapshot. */
function newestOfEach(
  newestFirst: readonly JudgedSnapshot[],
  most: number,
  of: (at: number) => { key: string; words: string },
): { id: string; words: string }[] {
  const found = new Map<string, { id: string; words: string }>();
  for (const { id, takenAt } of newestFirst) {
    if (found.size >= most) break;
    const { key, words } = of(takenAt);
    if (!found.has(key)) found.set(key, { id, words });
  }
  return [...found.values()];
}

const whyGone = (standing: SnapshotStanding): string =>
  isGood(standing)
    ? 'It goes: newer good ones stand for each period that is kept.'
    : `It goes: it is ${standing === 'lacking' ? 'not whole' : 'not verified'}, and ${leastGood} good ones are newer.`;
