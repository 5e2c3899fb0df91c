import type { Installation, Snapshot } from '../model/backup.ts';
import { isToCome, newestByNow } from './to-come.ts';

/** As long as nights may lie apart: by then a lab that goes on elsewhere has made its next snapshot. */
const sparesFor = 30 * 86_400_000;
/** What is newer tells that the machine it came from may still be at work. */
const goesOnFor = 48 * 3_600_000;

type Made = Pick<Snapshot, 'installation' | 'takenAt'>;

/** What doesn't tell who made it an older version made: of a lab that was never laid down, this very installation. */
const isBy = (one: Made, { id, inheritsUntil }: Installation): boolean =>
  one.installation === id || (one.installation === undefined && inheritsUntil === undefined);

/**
 * Of this lab's snapshots those that show that another machine goes on writing. One of a time that is yet to come shows nothing
 * before that time has come.
 */
export const byOthers = <One extends Made>(
  snapshots: readonly One[],
  installation: Installation,
  now: number,
): readonly One[] => snapshots.filter((one) => isByOthers(one, installation, now));

/** The rest: what is known of this lab on this machine goes by these alone. */
export const notByOthers = <One extends Made>(
  snapshots: readonly One[],
  installation: Installation,
  now: number,
): readonly One[] => snapshots.filter((one) => !isByOthers(one, installation, now));

/** Whether this one shows that. */
export const isByOthers = (one: Made, installation: Installation, now: number): boolean =>
  !isBy(one, installation) && !isInherited(one, installation) && !isToCome(one.takenAt, now);

const isInherited = ({ takenAt }: Made, { inheritsUntil = -Infinity }: Installation): boolean =>
  takenAt <= inheritsUntil;

/**
 * Those of a repository that retention may choose among. While another machine goes on writing there, or may do so, that is what
 * this one made, and nothing else: both came from what is older, and each would take the other's for its own.
 */
export function mayGo<One extends Made>(
  snapshots: readonly One[],
  installation: Installation,
  now: number,
): readonly One[] {
  const spares = now < (installation.sparesUntil ?? -Infinity);
  const isAlone = !spares && byOthers(snapshots, installation, now).length === 0;
  return snapshots.filter((one) => isBy(one, installation) || (isAlone && isInherited(one, installation)));
}

/** What a lab that is laid down at `now` goes by: all that its repository lists of it is what it came from. */
export const laidDownAt = (
  listed: readonly Pick<Snapshot, 'takenAt'>[],
  now: number,
): Omit<Installation, 'id'> => ({
  inheritsUntil: newestOrNow(listed, now),
  sparesUntil: now + sparesFor,
});

/**
 * Whether a lab that is laid down from an older snapshot waits for its next night: one that was missed would be made up for at
 * once, and be the newest of all beside those of a machine that may still be at work.
 */
export function waitsForNight(
  takenAt: number,
  listed: readonly Pick<Snapshot, 'takenAt'>[],
  now: number,
): boolean {
  const newest = newestByNow(listed, now)[0]?.takenAt ?? takenAt;
  return newest > takenAt && now - newest < goesOnFor;
}

/**
 * The newest of each installation, the newest of all first, where nobody can tell whose the lab is: one wrote on after another had
 * begun to. Empty where each only followed on the one before.
 */
export function newestOfEach<One extends Made>(snapshots: readonly One[]): readonly One[] {
  const inOrder = snapshots.toSorted((one, other) => one.takenAt - other.takenAt);
  const newest = new Map(inOrder.map((one) => [one.installation, one]));
  const turns = inOrder.filter(
    ({ installation }, index) => index === 0 || inOrder[index - 1]?.installation !== installation,
  );
  if (turns.length === newest.size) return [];
  return [...newest.values()].toSorted((one, other) => other.takenAt - one.takenAt);
}

/** The same once a person said that the others are gone: what they made until now goes as its own does. */
export const othersGoneAt = (
  listed: readonly Pick<Snapshot, 'takenAt'>[],
  now: number,
): Omit<Installation, 'id'> => ({ inheritsUntil: newestOrNow(listed, now), sparesUntil: undefined });

/** Where all of them are yet to come this machine's clock is behind, and they are the newest all the same. */
const newestOrNow = (listed: readonly Pick<Snapshot, 'takenAt'>[], now: number): number =>
  Math.max(now, newestByNow(listed, now)[0]?.takenAt ?? now);
