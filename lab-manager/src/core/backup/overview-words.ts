import { counted } from '../counted.ts';
import type { DrillRecord } from '../model/backup.ts';
import { agoWords, spanWords } from '../span-words.ts';
import { isGood, type SnapshotStanding } from './standing.ts';

export interface KeptState {
  /** Sentences; the first is the one that matters most. */
  alarms: readonly string[];
  /** Cron time; undefined: nothing is backed up by itself. */
  schedule: string | undefined;
  lastGood: { takenAt: number; standing: SnapshotStanding } | undefined;
  /** Undefined: what is in the first repository was seen when it was last looked for, or it was never made. */
  unseen: UnseenRepository | undefined;
}

/** The first repository, while nobody can see what is in it. */
export interface UnseenRepository {
  repository: string;
  /** When its last good snapshot was made that anybody saw, by an earlier manager maybe. */
  lastGoodAt: number | undefined;
  /** Whether it was tried, and can’t be used; else nobody looked since the manager started. */
  isAway: boolean;
}

/** How well the lab is kept, in a word and in a sentence. What needs a person comes before all else. */
export function keptWords(
  { alarms: [alarm], schedule, lastGood, unseen }: KeptState,
  now: number,
): { state: 'good' | 'none' | 'away' | 'alarm'; sentence: string } {
  if (alarm !== undefined) return { state: 'alarm', sentence: alarm };
  if (unseen !== undefined) return { state: 'away', sentence: unseenWords(unseen, now) };
  if (lastGood === undefined || !isGood(lastGood.standing))
    return {
      state: 'none',
      sentence:
        schedule === undefined
          ? 'There is no good snapshot, and none is made by itself.'
          : 'There is no good snapshot yet.',
    };
  const proved =
    lastGood.standing === 'restore-tested'
      ? 'it was restored in a drill'
      : 'it was checked, and not tried out in a drill yet';
  return {
    state: 'good',
    sentence: `The newest good snapshot was made ${agoWords(lastGood.takenAt, now)}; ${proved}.`,
  };
}

function unseenWords({ repository, lastGoodAt, isAway }: UnseenRepository, now: number): string {
  const why = isAway ? 'can’t be used now' : 'was not looked at yet since the manager started';
  return lastGoodAt === undefined
    ? `Nobody knows of a good snapshot: the repository ${repository} ${why}.`
    : `The last good snapshot was made ${agoWords(lastGoodAt, now)} in ${repository}, which ${why}.`;
}

/** `Restored beside the lab 3 days ago, in 4 min 12 s: 12 tables with 3400 rows, 512 files.` */
export function drillWords(drill: DrillRecord, now: number): string {
  const { startedAt, endedAt, failure, inconclusive, tables, rows, files } = drill;
  const when = agoWords(endedAt, now);
  if (failure !== undefined) return `${inconclusive ? 'Came to no end' : 'Failed'} ${when}: ${failure}`;
  return `Restored beside the lab ${when}, in ${spanWords(endedAt - startedAt)}: ${counted(tables, 'table')} with ${counted(rows, 'row')}, ${counted(files, 'file')}.`;
}
