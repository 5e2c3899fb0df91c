import { LabError } from '../model/lab-error.ts';
import { roundBytes } from '../units.ts';

const GiB = 1024 ** 3;
/** Of a small disk. */
const share = 1 / 20;

/** What a repository leaves free on a disk that the lab writes to, too: databases stop where nothing is. */
export const keptFree = (totalBytes: number): number => Math.min(GiB, totalBytes * share);

/** Why nothing more may be written into this repository, which lies on one disk with the lab's own data; undefined: it may. */
export function fullForTheLab(
  repository: string,
  { freeBytes, totalBytes }: { freeBytes: number; totalBytes: number },
): LabError | undefined {
  const keep = keptFree(totalBytes);
  if (freeBytes >= keep) return undefined;
  return new LabError(
    'backup.target_full',
    `The repository ${repository} lies on a disk that the lab itself writes to, and ${roundBytes(freeBytes)} are free there: below ${roundBytes(keep)} no backup writes to it.`,
    {
      hint: 'Free some space there, or name a repository on another disk or another machine first under backup.repositories in the lab file.',
    },
  );
}
