import { LabError } from '../model/lab-error.ts';
import { titleOf } from '../reference/generation.ts';
import { roundBytes } from '../units.ts';
import type { DiskSpace } from './check.ts';
import type { ObservedFiles } from '../model/observed-state.ts';
import type { Plan } from '../model/operation.ts';

/** What databases and running work need to go on. */
const keepFree = 1024 ** 3;

/** Why this plan must not begin: the reference data would fill the disk. Undefined: there is room, or none is needed. */
export function referenceRefusal(
  plan: Plan,
  { archives }: Pick<ObservedFiles, 'archives'>,
  disk: Pick<DiskSpace, 'path' | 'freeBytes'>,
): LabError | undefined {
  for (const { operation } of plan) {
    if (operation.kind !== 'fetchReference') continue;
    const { set, archive } = operation;
    // What came before counts once: it is on the disk already.
    const had = archives.find(({ name }) => name === archive || name === `${archive}.part`)?.bytes ?? 0;
    // A part that is longer than the file is no less to fetch than nothing.
    const toFetch = Math.max(0, set.bytes - had);
    const needed = toFetch + set.builtBytes + keepFree;
    if (disk.freeBytes >= needed) continue;
    return new LabError(
      'disk.low',
      `The reference data ${titleOf(set)} needs ${roundBytes(needed)} free where ${disk.path} lies (${roundBytes(toFetch)} to fetch, ${roundBytes(set.builtBytes)} to build, ${roundBytes(keepFree)} to go on with); ${roundBytes(disk.freeBytes)} are.`,
      {
        hint: 'Nothing was changed. Free some space there, or name smaller data under biota.set in the lab file.',
      },
    );
  }
  return undefined;
}
