import { join } from 'node:path';
import { writtenFolders } from '../../core/backup/backup-sources.ts';
import type { RepositoryLocation } from '../../core/model/backup.ts';
import type { BackupSources } from '../../core/ports.ts';

/**
 * Whether a repository (its place resolved) lies on a disk that anything of the lab lies on: a folder of an environment may be on
 * another than the data root `home`, and is lost with its disk, and the repository with it, all the same.
 */
export async function onDataDisk(
  sources: Pick<BackupSources, 'sameDisk'>,
  home: string,
  place: RepositoryLocation,
): Promise<boolean> {
  if (place.kind !== 'folder') return false;
  if (await sources.sameDisk(home, place.path)) return true;
  const others = writtenFolders.map((folder) => sources.sameDisk(join(home, folder), place.path));
  // Of one that can't be looked at now nobody can tell, and the repository may be right all the same.
  return (await Promise.allSettled(others)).some((one) => one.status === 'fulfilled' && one.value);
}
