import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { systemCode } from './files-error.ts';

/** None where the folder is not there; else throws what the system throws. */
export async function entriesIn(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Of all that lies in a folder, sorted; as `entriesIn`. */
export const namesIn = async (folder: string): Promise<string[]> =>
  (await entriesIn(folder)).map(({ name }) => name).sort();
