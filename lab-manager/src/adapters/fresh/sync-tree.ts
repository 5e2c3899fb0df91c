import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { syncDirectory } from '../files/atomic-write.ts';

/** After this returns all that lies in a folder is on the disk; links are not followed. */
export async function syncTree(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await syncTree(path);
    if (entry.isFile()) await syncFile(path);
  }
  await syncDirectory(folder);
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
