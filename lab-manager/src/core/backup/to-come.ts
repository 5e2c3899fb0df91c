/** Clocks of two machines, and of one that is put right, differ by no more. */
const clockSlack = 300_000;

/** Whether a time (epoch milliseconds) is yet to come: a clock that was ahead wrote it, or this machine's is behind. */
export const isToCome = (at: number, now: number): boolean => at > now + clockSlack;

/** The newest first; those of a time that is yet to come after all others, since nobody knows how old they are. */
export const newestByNow = <Of extends { takenAt: number }>(snapshots: readonly Of[], now: number): Of[] =>
  snapshots.toSorted(
    (one, other) =>
      Number(isToCome(one.takenAt, now)) - Number(isToCome(other.takenAt, now)) ||
      other.takenAt - one.takenAt,
  );
