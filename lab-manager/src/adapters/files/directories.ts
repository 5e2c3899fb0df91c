import { chmod, chown, mkdir, stat } from 'node:fs/promises';
import type { DesiredDirectory } from '../../core/model/desired-state.ts';
import { filesError, systemCode } from './files-error.ts';

export interface Found {
  path: string;
  uid: number;
  gid: number;
  mode: number;
}

/** Owner and mode of what exists among `paths`. */
export async function look(paths: readonly string[], kind: 'directory' | 'file'): Promise<Found[]> {
  const found = await Promise.all(paths.map((path) => lookAt(path, kind)));
  return found.filter((one) => one !== undefined);
}

async function lookAt(path: string, kind: 'directory' | 'file'): Promise<Found | undefined> {
  try {
    const it = await stat(path);
    const fits = kind === 'directory' ? it.isDirectory() : it.isFile() && it.size > 0;
    return fits ? { path, uid: it.uid, gid: it.gid, mode: it.mode & 0o7777 } : undefined;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw filesError('look at', path, error);
  }
}

/** Only the directory itself: what is in it belongs to the container that uses it. */
export async function ensureDirectory({ path, owner, mode }: DesiredDirectory): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
    await chown(path, owner.uid, owner.gid);
    await chmod(path, mode);
  } catch (error) {
    throw filesError('prepare the directory', path, error);
  }
}
