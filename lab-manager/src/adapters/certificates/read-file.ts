import { readFile } from 'node:fs/promises';
import { filesError, systemCode } from '../files/files-error.ts';

/** Undefined where there is no such file. */
export async function read(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw filesError('read', path, error);
  }
}
