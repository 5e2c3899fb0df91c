import type { Snapshot } from '../model/backup.ts';
import { isToCome } from './to-come.ts';

type Of = Pick<Snapshot, 'id' | 'takenAt'>;

export interface CopyCase<One extends Of> {
  /** All that the repository lists that is copied from. */
  from: readonly One[];
  /** All that the copy lists. */
  there: readonly Of[];
  /** The snapshot, there where it is copied from, that was just made. */
  made: One;
  now: number;
}

/**
 * Which snapshots a copy is to be given: the one that was just made, and those of nights in which the copy could not be reached,
 * which are newer than all that it has. What it let go since is not brought back. Those of a time that is yet to come, which a clock
 * that was ahead made, are compared among themselves: they say nothing about what the copy has of all other nights.
 */
export function notCopied<One extends Of>({ from, there, made, now }: CopyCase<One>): readonly One[] {
  const newest = (toCome: boolean): number =>
    Math.max(
      -Infinity,
      ...there.map(({ takenAt }) => takenAt).filter((takenAt) => isToCome(takenAt, now) === toCome),
    );
  const last = { untilNow: newest(false), toCome: newest(true) };
  const older = from.filter(
    ({ id, takenAt }) => id !== made.id && takenAt > (isToCome(takenAt, now) ? last.toCome : last.untilNow),
  );
  return [...older, made];
}
