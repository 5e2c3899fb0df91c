import { stat, statfs } from 'node:fs/promises';
import type { LabFiles } from '../../core/ports.ts';

/** Of the file system that holds `path`, which is there. */
export async function diskSpace(path: string): ReturnType<LabFiles['diskSpace']> {
  const [{ bavail, bfree, blocks, bsize, files, ffree }, { dev }] = await Promise.all([
    statfs(path),
    stat(path),
  ]);
  return {
    usedBytes: (blocks - bfree) * bsize,
    freeBytes: bavail * bsize,
    totalBytes: blocks * bsize,
    // Where their number isn't fixed, as on btrfs, both are 0.
    freeInodes: files === 0 ? Infinity : ffree,
    device: dev,
  };
}
