import { LabError } from '../model/lab-error.ts';
import { roundBytes } from '../units.ts';

const GiB = 1024 ** 3;
/** Of a small disk. */
const share = 1 / 20;

/** Of the disk that something is written to, in bytes. */
export interface DiskRoom {
  freeBytes: number;
  totalBytes: number;
}

/** What a repository, or an export, leaves free on a disk that the lab writes to, too: databases stop where nothing is. */
export const keptFree = (totalBytes: number): number => Math.min(GiB, totalBytes * share);

/** Why nothing more may be written into this repository, which lies on one disk with the lab's own data; undefined: it may. */
export function fullForTheLab(repository: string, room: DiskRoom): LabError | undefined {
  const words = lackingRoom(room);
  if (words === undefined) return undefined;
  return new LabError(
    'backup.target_full',
    `The repository ${repository} lies on a disk that the lab itself writes to, and ${words.free} are free there: below ${words.keep} no backup writes to it.`,
    {
      hint: 'Free some space there, or name a repository on another disk or another machine first under backup.repositories in the lab file.',
    },
  );
}

/** Why nothing more of an export may be written into `folder`, which lies on one disk with the lab's own data; undefined: it may. */
export function noRoomToExport(folder: string, room: DiskRoom): LabError | undefined {
  const words = lackingRoom(room);
  if (words === undefined) return undefined;
  return new LabError(
    'disk.low',
    `Exports lie in ${folder}, on a disk that the lab itself writes to, and ${words.free} are free there: below ${words.keep} no export is written.`,
    {
      hint: `Nothing of it was kept. Make room there and export again: move exports of before elsewhere, confirm restores that are right. Or mount another disk at ${folder} and restart the manager.`,
    },
  );
}

function lackingRoom({ freeBytes, totalBytes }: DiskRoom): { free: string; keep: string } | undefined {
  const keep = keptFree(totalBytes);
  return freeBytes >= keep ? undefined : { free: roundBytes(freeBytes), keep: roundBytes(keep) };
}
