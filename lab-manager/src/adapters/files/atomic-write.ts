import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { filesError } from './files-error.ts';

export interface WriteOptions {
  mode: number;
  owner?: { uid: number; gid: number };
}

/**
 * After this returns the file holds `text`, also after a power cut; until then it holds what it held before.
 * The directory is synced too: without that the rename itself may be lost.
 */
export async function writeAtomically(path: string, text: string, options: WriteOptions): Promise<void> {
  const temporary = `${path}.tmp`;
  try {
    await rm(temporary, { force: true });
    const file = await open(temporary, 'wx', options.mode);
    try {
      await file.chmod(options.mode);
      if (options.owner) await file.chown(options.owner.uid, options.owner.gid);
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await syncDirectory(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw filesError('write', path, error);
  }
}

export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
