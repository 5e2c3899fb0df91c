import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { BackupSources } from '../../../core/ports.ts';
import { filesError, systemCode } from '../files-error.ts';
import { countFiles } from './count-files.ts';
import { mountsIn } from './mounts.ts';

export function backupSources(): BackupSources {
  return {
    async measure(folder, signal, leaveOut) {
      const [counted, mounts] = await Promise.all([countFiles(folder, signal, leaveOut), mountsIn(folder)]);
      return { ...counted, mounts };
    },
    mountinfo: () => readFile('/proc/self/mountinfo', 'utf8'),
    async sameDisk(one, other) {
      const [first, second] = await Promise.all([deviceOf(one), deviceOf(other)]);
      return first === second;
    },
  };
}

/** Of the deepest folder of the path that is there: what is made below it comes to lie there. */
async function deviceOf(path: string): Promise<number> {
  try {
    return (await stat(path)).dev;
  } catch (error) {
    const isRoot = dirname(path) === path;
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error)) && !isRoot) return deviceOf(dirname(path));
    throw filesError('look at', path, error);
  }
}
