import { watch } from 'node:fs/promises';
import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { writeAtomically } from './atomic-write.ts';
import { filesError, systemCode } from './files-error.ts';

/** Larger than any lab file a person writes; guards memory against a mistaken path. */
const mostBytes = 1024 * 1024;

export async function readLabFile(path: string): Promise<string | undefined> {
  try {
    const bytes = await readFile(path);
    return bytes.subarray(0, mostBytes).toString('utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw filesError('read', path, error);
  }
}

export async function writeLabFile(path: string, text: string): Promise<void> {
  await writeAtomically(path, text, { mode: 0o644 });
}

/** Watches the directory, not the file: editors replace files rather than write into them. */
export async function* watchLabFile(path: string, signal: AbortSignal): AsyncIterable<void> {
  try {
    for await (const change of watch(dirname(path), { signal })) {
      if (change.filename === basename(path)) yield;
    }
  } catch (error) {
    if (!signal.aborted) throw filesError('watch', dirname(path), error);
  }
}
