import { join } from 'node:path';
import { LabError } from '../model/lab-error.ts';
import { isWithin, mountPointsIn } from '../mountinfo.ts';
import type { GenerationPart } from '../ports.ts';

interface Restored {
  /** What people call it: `prod’s data`. */
  words: string;
  generation: Pick<GenerationPart, 'path' | 'inside'>;
}

/**
 * Why parts must not take their places, by the text of `mountinfo`: a rename takes along what is mounted below, so that a disk
 * that is in use would lie aside, and hide at the next boot what was restored; and none leads from one disk to another. A part
 * that is a mount itself is none of it: what is in it is swapped within it. The error is `backup.swap_failed`.
 */
export function mountsBelowRefusal(parts: readonly Restored[], mountinfo: string): LabError | undefined {
  const found = parts.flatMap((part) => {
    const points = inTheWay(part, mountinfo);
    return points.length === 0 ? [] : [{ ...part, points }];
  });
  const [first] = found;
  if (first === undefined) return undefined;
  const sentences = found.map(
    ({ words, points }) => `Of ${words}, a file system of its own is mounted at ${points.join(', ')}.`,
  );
  const [can, hint] = first.generation.inside === undefined ? whole : byPath;
  return new LabError('backup.swap_failed', `${sentences.join(' ')} ${can}`, {
    hint: `Nothing was changed. ${hint}`,
    details: found.flatMap(({ points }) =>
      points.map((path) => ({ path, message: 'a file system of its own is mounted there' })),
    ),
  });
}

/** Where a container that runs has another disk than the manager, which swaps what it sees itself. */
export interface UnlikeDisk {
  /** Absolute, as the manager names it. */
  at: string;
  /** Of what, which service, and what to do, in sentences. */
  words: string;
}

/**
 * Why parts must not take their places though no mount of the manager's is in the way: what a service has there is on another
 * disk, which may lie aside as well, or hide what was restored. The error is `backup.swap_failed`.
 */
export function unlikeDisksRefusal(
  parts: readonly Restored[],
  unlike: readonly UnlikeDisk[],
): LabError | undefined {
  const found = unlike.filter(({ at }) => parts.some((part) => isInTheWay(part, at)));
  if (found.length === 0) return undefined;
  const sentences = found.map(({ words }) => words);
  return new LabError(
    'backup.swap_failed',
    `${sentences.join(' ')} What is restored would not lie where the service looks for it.`,
    {
      hint: 'Nothing was changed. Restore again after that.',
      details: found.map(({ at }) => ({ path: at, message: 'a service has another disk there' })),
    },
  );
}

const unmount = 'unmount it, restart the lab manager (docker restart <lab>-lab-manager)';

const whole = [
  'A restore can’t change such a folder for another as a whole.',
  `To restore all of it, ${unmount} and restore again: what lay there comes back in the folder itself. What lies beside it is restored by itself with --path.`,
] as const;

const byPath = [
  'Nothing changes places with what lies on another file system.',
  `One file is handed out by labctl backup download. For more, ${unmount}, restore with --path the folder that it was mounted at, and copy from there what is to lie on it.`,
] as const;

function inTheWay(part: Restored, mountinfo: string): readonly string[] {
  const { path } = part.generation;
  return mountPointsIn(mountinfo, path).filter((point) => point !== path && isInTheWay(part, point));
}

/** Below what is meant, or between it and its part, or the part. */
function isInTheWay({ generation: { path, inside = '' } }: Restored, point: string): boolean {
  const meant = join(path, inside);
  return isWithin(point, meant) || isWithin(meant, point);
}
