import { posix } from 'node:path';
import type { RepositoryLocation } from '../model/backup.ts';
import type { LocationObjection } from './location.ts';

/** The location with a folder's whole path. */
export function resolveLocation(location: RepositoryLocation, home: string): RepositoryLocation {
  if (location.kind !== 'folder') return location;
  return { kind: 'folder', path: posix.resolve(home, location.path) };
}

/** What the manager sees of the machine beside the data root, at the same path (docker-compose.base.yml). */
export const disks = '/mnt';

/** Whether a place, named from the folder `backups` of the data root on, is where the lab itself writes dumps or exports. */
export const isOwnOfBackups = (below: string): boolean => /^(staging|exports)(\/|$)/.test(below);

/** What is against a repository in this place, where the data root lies there; undefined: nothing. */
export function placeObjection(location: RepositoryLocation, home: string): LocationObjection | undefined {
  const resolved = resolveLocation(location, home);
  if (resolved.kind !== 'folder') return undefined;
  const { path } = resolved;
  if (path === home || isBelow(home, path))
    return {
      message: 'is a folder that the lab itself lies in',
      suggestion: 'Take a folder for the repository alone, best on another disk.',
    };
  if (!isBelow(path, home) && !isBelow(path, disks))
    return {
      message: 'is a folder that the lab’s manager does not see',
      suggestion:
        'It sees what is below /mnt: mount the disk there, or the folder (mount --bind), restart the manager, and name it so. Or take SFTP, S3 or REST.',
    };
  if (!isBelow(path, home)) return undefined;
  const inBackups = posix.relative(posix.join(home, 'backups'), path);
  // Else each snapshot would hold the repository that it is written to.
  if (inBackups === '' || inBackups.startsWith('..') || isOwnOfBackups(inBackups))
    return {
      message: 'is one of the lab’s own folders',
      suggestion: 'Take a folder outside the data root, best on another disk; or backups/repository.',
    };
  return undefined;
}

const isBelow = (path: string, folder: string): boolean =>
  path.startsWith(folder === '/' ? '/' : `${folder}/`);
