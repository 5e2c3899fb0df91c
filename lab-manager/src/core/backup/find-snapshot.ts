import type { Snapshot } from '../model/backup.ts';
import { LabError } from '../model/lab-error.ts';

type Named = Pick<Snapshot, 'id' | 'takenAt'>;

const mostTold = 5;

/**
 * The snapshot that is meant by its id (64 hex digits), or by at least the first eight digits of it; undefined: there is none. Throws
 * `backup.unknown_snapshot` where several begin so: none of them is guessed, as one may be restored over what is in use.
 */
export function findSnapshot<Of extends Named>(snapshots: readonly Of[], wanted: string): Of | undefined {
  const found = /^[0-9a-f]{8,64}$/.test(wanted) ? snapshots.filter(({ id }) => id.startsWith(wanted)) : [];
  if (found.length < 2) return found[0];
  const told = newestFirst(found).slice(0, mostTold).map(wholeName);
  throw new LabError(
    'backup.unknown_snapshot',
    `The ids of ${found.length} snapshots begin with ${wanted}.`,
    {
      hint: `Write more digits of the one that is meant: ${told.join(', ')}${found.length > mostTold ? ', …' : ''}.`,
    },
  );
}

/** The newest few, for whoever named none of them: `1a2b3c4d (2026-11-22T03:00:00.000Z), …`. */
export const newestNames = (snapshots: readonly Named[]): string =>
  newestFirst(snapshots).slice(0, mostTold).map(nameOf).join(', ');

/** `1a2b3c4d (2026-11-22T03:00:00.000Z)` */
export const nameOf = ({ id, takenAt }: Named): string => wholeName({ id: id.slice(0, 8), takenAt });

const wholeName = ({ id, takenAt }: Named): string => `${id} (${new Date(takenAt).toISOString()})`;

const newestFirst = <Of extends Named>(snapshots: readonly Of[]): Of[] =>
  snapshots.toSorted((one, other) => other.takenAt - one.takenAt);
