import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncDirectory } from './atomic-write.ts';
import { filesError } from './files-error.ts';

/** So much is written at once, however small the pieces are. */
const writtenAtOnce = 1024 * 1024;

/** Fills a file that is there, whole and on the disk, if and only if this returns. */
export async function wholeFile<T>(
  path: string,
  fill: (write: (pieces: readonly Buffer[]) => Promise<void>) => Promise<T>,
): Promise<T> {
  const partial = `${path}.partial`;
  try {
    await rm(partial, { force: true });
    const file = await open(partial, 'wx', 0o600);
    let found: T;
    try {
      let waiting: Buffer[] = [];
      let bytes = 0;
      const flush = async () => {
        await file.writeFile(Buffer.concat(waiting));
        [waiting, bytes] = [[], 0];
      };
      found = await fill(async (pieces) => {
        waiting.push(...pieces);
        for (const { length } of pieces) bytes += length;
        if (bytes >= writtenAtOnce) await flush();
      });
      await flush();
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, path);
    await syncDirectory(dirname(path));
    return found;
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined);
    throw filesError('write', path, error);
  }
}
