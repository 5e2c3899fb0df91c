import { readFile } from 'node:fs/promises';
import { filesError, systemCode } from './files-error.ts';

/** What is in a file, as text; undefined where there is no such file. */
export async function textIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw filesError('read', path, error);
  }
}
