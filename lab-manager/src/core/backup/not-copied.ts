import type { Snapshot } from '../model/backup.ts';
import { isToCome } from './to-come.ts';

type Of = Pick<Snapshot, 'id' | 'takenAt' | 'original'>;

export interface CopyCase<One extends Of> {
  /** All that the repository lists that is copied from. */
  from: readonly One[];
  /** All that the copy lists. */
  there: readonly Of[];
  /** The snapshot, there where it is copied from, that was just made. */
  made: One;
  /** Originals of those that a person said of that a clock which was ahead made them: they stay so also once their time has come. */
  toComeConfirmed: ReadonlySet<string>;
  now: number;
}

/**
 * Which snapshots a copy is to be given: the one that was just made, and those of nights in which the copy could not be reached,
 * which are newer than all that it has. What it let go since is not brought back. Those of a time that is yet to come, which a clock
 * that was ahead made, are compared among themselves: they say nothing about what the copy has of all other nights.
 */
export function notCopied<One extends Of>({
  from,
  there,
  made,
  toComeConfirmed,
  now,
}: CopyCase<One>): readonly One[] {
  const isAhead = ({ id, original, takenAt }: Of): boolean =>
    isToCome(takenAt, now) || toComeConfirmed.has(original ?? id);
  const newest = (ahead: boolean): number =>
    Math.max(-Infinity, ...there.filter((one) => isAhead(one) === ahead).map(({ takenAt }) => takenAt));
  const last = { untilNow: newest(false), ahead: newest(true) };
  const older = from.filter(
    (one) => one.id !== made.id && one.takenAt > (isAhead(one) ? last.ahead : last.untilNow),
  );
  return [...older, made];
}
