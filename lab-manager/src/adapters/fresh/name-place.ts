import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { printLocation } from '../../core/backup/location.ts';
import { understood } from '../../core/backup/fresh-machine.ts';
import type { FoundRepository } from '../../core/backup/repository-found.ts';
import { withRepository } from '../../core/labfile/set-repository.ts';
import type { Store } from '../../core/ports.ts';
import { openStore } from '../store/open-store.ts';

/**
 * Has the lab file of a lab that is being laid down in `folder` (`lab.yaml`, `state/`) name a repository in the place where it is
 * now (`now`: epoch milliseconds), as one more version of it. Throws `labfile.invalid` where the lab file can't name it.
 */
export async function namePlace(
  folder: string,
  { name, place }: Pick<FoundRepository, 'name' | 'place'>,
  now: number,
): Promise<void> {
  const labFile = join(folder, 'lab.yaml');
  const before = await readFile(labFile, 'utf8');
  const text = withRepository(before, { name, location: printLocation(place) });
  understood(text);
  await writeFile(labFile, text);
  const store = openStore({ directory: join(folder, 'state') });
  try {
    keepVersion(store, text, before, now);
  } finally {
    store.close();
  }
}

/** The lab is held to it at once, unless something else waits to be applied. */
function keepVersion({ labFiles }: Store, text: string, before: string, now: number): void {
  const latest = labFiles.latest();
  const isApplied = latest?.text === before && labFiles.applied() === latest.version;
  const { version } = labFiles.accept({ text, author: 'install.sh --restore', via: 'lab', acceptedAt: now });
  if (isApplied) labFiles.setApplied(version, now);
}
