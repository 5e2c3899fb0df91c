import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemCode } from './files-error.ts';

/** The deepest folder of an absolute path that is there: what is made at the path comes to lie on its file system. */
export async function deepestThere(path: string): Promise<string> {
  try {
    await stat(path);
    return path;
  } catch (error) {
    const isRoot = dirname(path) === path;
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error)) && !isRoot) return deepestThere(dirname(path));
    throw error;
  }
}
