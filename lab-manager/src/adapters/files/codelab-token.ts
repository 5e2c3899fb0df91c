import { readFileSync } from 'node:fs';
import { systemCode } from './files-error.ts';

/** The token as it was mounted into the codelab; undefined where none was made yet. */
export function readCodelabToken(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim() || undefined;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
