import { readlink, stat } from 'node:fs/promises';
import type { BackupSources } from '../../../core/ports.ts';
import { deepestThere } from '../deepest-there.ts';
import { explained, filesError, systemCode } from '../files-error.ts';
import { countFiles } from './count-files.ts';
import { mountsIn, ownMountinfo } from './mounts.ts';

export function backupSources(): BackupSources {
  return {
    async measure(folder, signal, leaveOut) {
      const [counted, mounts] = await Promise.all([countFiles(folder, signal, leaveOut), mountsIn(folder)]);
      return { ...counted, mounts };
    },
    linkAt,
    mountinfo: ownMountinfo,
    async sameDisk(one, other) {
      const [first, second] = await Promise.all([deviceOf(one), deviceOf(other)]);
      return first === second;
    },
  };
}

async function linkAt(path: string): Promise<string | undefined> {
  try {
    return await readlink(path);
  } catch (error) {
    // Of what is there, and no link, EINVAL.
    if (['EINVAL', 'ENOENT'].includes(systemCode(error))) return undefined;
    throw filesError('look at', path, error);
  }
}

const deviceOf = (path: string): Promise<number> =>
  explained('look at', path, async () => (await stat(await deepestThere(path))).dev);
