import { lstat } from 'node:fs/promises';
import { systemCode } from './files-error.ts';

/** Of a link whether it is there itself. What can't be looked at throws: it is not gone. */
export async function exists(path: string | Buffer): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    throw error;
  }
}
