import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { printLocation } from '../../core/backup/location.ts';
import { hasKeyOf } from '../../core/backup/repository-found.ts';
import { understood } from '../../core/backup/fresh-machine.ts';
import { withRepository } from '../../core/labfile/set-repository.ts';
import type { RepositoryLocation } from '../../core/model/backup.ts';
import type { Store } from '../../core/ports.ts';
import { openStore } from '../store/open-store.ts';

export interface NamedPlace {
  name: string;
  place: RepositoryLocation;
  /** Whether the key that the lab has of it opens it. */
  isKnown: boolean;
  /** Id of the key that opened it now. */
  key: string;
  /** Epoch milliseconds. */
  now: number;
}

/**
 * Has a lab that is being laid down in `folder` (`lab.yaml`, `state/`) know a repository in the place where it is now: in its lab
 * file, as one more version of that, and in what it remembers. Throws `labfile.invalid` where the lab file can't name it.
 */
export async function namePlace(folder: string, named: NamedPlace): Promise<void> {
  const location = printLocation(named.place);
  const labFile = join(folder, 'lab.yaml');
  const before = await readFile(labFile, 'utf8');
  const text = withRepository(before, { name: named.name, location });
  understood(text);
  await writeFile(labFile, text);
  const store = openStore({ directory: join(folder, 'state') });
  try {
    remember(store, named, location);
    keepVersion(store, text, before, named.now);
  } finally {
    store.close();
  }
}

/**
 * Has it know the one that lies where its lab file names one, by the key that opened that now. Where none of its keys is there it
 * is another: what was found in the one before, and its recovery code, are not true of it.
 */
export function rememberOpened(
  folder: string,
  { name, place, key, keys, now }: Omit<NamedPlace, 'isKnown'> & { keys: readonly string[] },
): void {
  const store = openStore({ directory: join(folder, 'state') });
  try {
    const before = store.backups.repository(name);
    if (before !== undefined && !hasKeyOf(keys, before)) store.backups.forget(name);
    store.backups.noteMade({ name, location: printLocation(place), key, madeAt: now });
  } finally {
    store.close();
  }
}

function remember({ backups }: Store, { name, isKnown, key, now }: NamedPlace, location: string): void {
  if (isKnown) backups.noteMoved(name, location);
  else backups.noteMade({ name, location, key, madeAt: now });
}

/** The lab is held to it at once, unless something else waits to be applied. */
function keepVersion({ labFiles }: Store, text: string, before: string, now: number): void {
  const latest = labFiles.latest();
  const isApplied = latest?.text === before && labFiles.applied() === latest.version;
  const { version } = labFiles.accept({ text, author: 'install.sh --restore', via: 'lab', acceptedAt: now });
  if (isApplied) labFiles.setApplied(version, now);
}
