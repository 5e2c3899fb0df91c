import { roundBytes } from '../units.ts';
import { fewInodes } from './disk-low.ts';
import type { DiskSpace, HealthCheck } from './check.ts';
import type { Problem } from '../model/problem.ts';

const MiB = 1024 ** 2;
/** A file system of its own may be small; one save of an editor needs little, a notebook's results some more. */
const warnBelow = 256 * MiB;
const warnShare = 0.1;
const criticalBelow = 16 * MiB;

/** Of file systems that the codelab has to itself; where it shares the lab's, `disk-low` speaks for both. */
export const codelabDiskFull: HealthCheck = {
  id: 'codelab-disk-full',
  fine: 'There is room for what is saved in the codelab.',
  find: ({ look, codelabDisks }) => (look === undefined ? undefined : codelabDisks.flatMap(problemsOf)),
};

function problemsOf(disk: DiskSpace): Problem[] {
  const full = disk.freeBytes < criticalBelow || disk.freeInodes < fewInodes / 50;
  const low = disk.freeBytes < Math.min(warnBelow, disk.totalBytes * warnShare);
  if (!full && !low) return [];
  const room = `Only ${roundBytes(disk.freeBytes)} of ${roundBytes(disk.totalBytes)} are free in ${disk.path}`;
  return [
    {
      id: 'codelab-disk-full',
      subject: 'dev-codelab',
      severity: full ? 'critical' : 'warning',
      message: full
        ? `${room}: the codelab can’t save. The rest of the lab goes on.`
        : `${room}, where the codelab saves.`,
      hint: 'Delete there what nobody needs (du -x -d 2 ~ /workspace | sort -n in a terminal of the codelab shows the largest), or give it a larger file system.',
    },
  ];
}
