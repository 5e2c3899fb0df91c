import { readFile, rm } from 'node:fs/promises';
import type { Clean } from './clean-words.ts';
import { said, type Said } from './said.ts';

/**
 * What ssh said, once all has ended. It writes to a file, since of its second channel restic passes on what it finds the
 * time for: with a host key that changed, often nothing.
 */
export async function takeSshLog(file: string, clean: Clean): Promise<readonly Said[]> {
  try {
    const lines = (await readFile(file, 'utf8')).split('\n');
    return lines.map((line) => said(line, clean)).filter((it) => it !== undefined);
  } catch {
    // Of a connection with nothing to tell there is none.
    return [];
  } finally {
    await rm(file, { force: true });
  }
}
