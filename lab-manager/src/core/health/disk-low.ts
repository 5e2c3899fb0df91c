import { roundBytes } from '../units.ts';
import type { DiskSpace, HealthCheck } from './check.ts';
import type { Problem } from '../model/problem.ts';

const GiB = 1024 ** 3;
/** Databases stop when nothing is left; a pull or an upload needs a few. */
const warnBelow = 5 * GiB;
const criticalBelow = GiB;
export const fewInodes = 5000;

export const diskLow: HealthCheck = {
  id: 'disk-low',
  fine: 'There is room on the disks.',
  find: ({ disks }) => (disks.length === 0 ? undefined : disks.flatMap(problemsOf)),
};

function problemsOf(disk: DiskSpace): Problem[] {
  const about = {
    id: 'disk-low',
    subject: disk.path,
    hint: 'Free some space there, or give it a larger disk.',
  };
  if (disk.freeBytes < warnBelow)
    return [
      {
        ...about,
        severity: disk.freeBytes < criticalBelow ? 'critical' : 'warning',
        message: `Only ${roundBytes(disk.freeBytes)} of ${roundBytes(disk.totalBytes)} are free where ${disk.path} lies.`,
      },
    ];
  if (disk.freeInodes < fewInodes)
    return [
      {
        ...about,
        severity: 'warning',
        message: `Only ${disk.freeInodes} more files can be made where ${disk.path} lies.`,
      },
    ];
  return [];
}
