import type { SnapshotManifest } from '../model/backup.ts';
import { LabError } from '../model/lab-error.ts';
import { roundBytes } from '../units.ts';
import { compareVersions, seriesOf } from '../versions.ts';

/** Something that a restore, a drill or a backup writes. */
export interface Written {
  /** `prod’s data` */
  words: string;
  /** The file system that it goes to. */
  device: number;
  /** Where that is, for people. */
  path: string;
  bytes: number;
  /** What is free there for the lab. */
  freeBytes: number;
  /** A database server works on it, with logs and tables of its own. */
  served?: boolean;
}

/** What is written takes a little more than it says: blocks, indexes, logs. */
export const takesOnDisk = 1.1;
/** What databases and running work need to go on. */
const mostKept = 1024 ** 3;
const leastKept = 16 * 1024 ** 2;

/** Beside what is written: as much again, so that little needs little; all of it where a database is loaded. */
const toGoOnWith = (there: readonly Written[]): number =>
  there.some(({ served }) => served) ? mostKept : Math.min(mostKept, Math.max(leastKept, sumOf(there)));
const sumOf = (there: readonly Written[]): number => there.reduce((sum, { bytes }) => sum + bytes, 0);

/** What whoever began it can do. */
const roomHints = {
  backup: 'Nothing was written. Free some space there, then back up again: labctl backup now.',
  drill: 'Nothing was changed. Free some space there, or a restore would not find it either.',
  restore: 'Nothing was changed. Free some space there, or restore one environment or database at a time.',
};

/** Why it must not begin: it would fill a disk. Each file system by itself, all that goes there together. */
export function roomRefusal(
  purpose: keyof typeof roomHints,
  writes: readonly Written[],
): LabError | undefined {
  const details = [...Map.groupBy(writes, ({ device }) => device).values()].flatMap((there) => {
    const [first] = there;
    const keepFree = toGoOnWith(there);
    const needed = Math.ceil(sumOf(there) * takesOnDisk) + keepFree;
    if (first === undefined || first.freeBytes >= needed) return [];
    const what = there.map(({ words, bytes }) => `${words} ${roundBytes(bytes)}`).join(', ');
    const message = `${roundBytes(needed)} have to be free where ${first.path} lies (${what}, and ${roundBytes(keepFree)} to go on with); ${roundBytes(first.freeBytes)} are`;
    return [{ path: first.path, message }];
  });
  if (details.length === 0) return undefined;
  return new LabError('disk.low', `${details.map(({ message }) => message).join('. ')}.`, {
    hint: roomHints[purpose],
    details,
  });
}

/** What there is here to restore with. */
export interface Here {
  /** Of this product. */
  version: string;
  /** Of the database servers here; undefined where that isn't known. */
  serverVersion: string | undefined;
}

/** Why this lab can't restore it: something newer wrote it. What is older is brought up to date when it starts. */
export function versionRefusal(
  { lab, databases }: Pick<SnapshotManifest, 'lab' | 'databases'>,
  { version, serverVersion }: Here,
): LabError | undefined {
  if (compareVersions(lab.version, version) > 0)
    return new LabError(
      'backup.newer',
      `The snapshot was made by version ${lab.version}, and this lab is of version ${version}.`,
      {
        hint: `Update this lab to version ${lab.version} or newer (git pull, then ./install.sh), and restore again.`,
      },
    );
  if (serverVersion === undefined) return undefined;
  const newer = databases.find(
    (one) => compareVersions(seriesOf(one.serverVersion), seriesOf(serverVersion)) > 0,
  );
  if (newer === undefined) return undefined;
  return new LabError(
    'backup.newer',
    `The database ${newer.service} was written out by a server of version ${newer.serverVersion}, and the one here is of version ${serverVersion}.`,
    {
      hint: 'Use the same image of the database as the lab that made the snapshot (images in the lab file), and restore again.',
    },
  );
}
