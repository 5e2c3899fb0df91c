import { LabError } from '../model/lab-error.ts';
import { isWithin } from '../mountinfo.ts';
import type { WaitingRestore } from '../ports.ts';
import { partOfName } from './restore-parts.ts';

type Restored = Pick<WaitingRestore, 'job' | 'words' | 'parts' | 'state' | 'confirmedAt'>;

/**
 * Why nobody may delete what lies at these absolute paths now: a restore put some of it there that is neither confirmed nor
 * undone. Without it nobody could see any more which of the two is right. Undefined: they may.
 */
export function restoreInTheWay(
  home: string,
  newestFirst: readonly Restored[],
  paths: readonly string[],
): LabError | undefined {
  const isMeant = (name: string): boolean => {
    const path = partOfName(home, name)?.generation.path;
    return path !== undefined && paths.some((one) => isWithin(path, one));
  };
  const found = newestFirst.find((one) => isOpen(one) && one.parts.some(isMeant));
  return (
    found &&
    new LabError(
      'backup.unconfirmed_restore',
      `Nothing was deleted: the restore of ${found.words} (${found.job}) put some of it there, and was neither confirmed nor undone.`,
      { hint: hintOf(found) },
    )
  );
}

const isOpen = ({ state, confirmedAt }: Restored): boolean => state !== 'undone' && confirmedAt === undefined;

const hintOf = ({ job, state }: Restored): string =>
  state === 'restored'
    ? `Say first which is right, what was restored: labctl backup confirm ${job}, or what was before: labctl backup undo ${job}.`
    : `It has not come to its end. Unless a job is still at it, undo it first: labctl backup undo ${job}.`;
