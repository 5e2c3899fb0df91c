import { readlink } from 'node:fs/promises';
import type { BackupSources } from '../../../core/ports.ts';
import { filesError, systemCode } from '../files-error.ts';
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
