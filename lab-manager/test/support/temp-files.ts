import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLabFiles } from '../../src/adapters/files/lab-files.ts';
import type { LabFiles } from '../../src/core/ports.ts';
import { realClock } from './real-clock.ts';

export interface TempFiles {
  home: string;
  files: LabFiles;
  at(...parts: string[]): string;
}

const shipped = join(import.meta.dirname, '../../../templates/biota');
/** Impatient, so that no test waits. */
const fetching = { pauses: [10, 20], stallMs: 2_000 };

/** The real data root, in a directory of its own for each test of the surrounding `describe`. */
export function useTempFiles(): TempFiles {
  const temp = { home: '', at: (...parts: string[]) => join(temp.home, ...parts) } as TempFiles;
  beforeEach(async () => {
    temp.home = await mkdtemp(join(tmpdir(), 'labstead-home-'));
    const edgeOwner = { uid: process.getuid!(), gid: process.getgid!() };
    temp.files = createLabFiles({ home: temp.home, edgeOwner, clock: realClock, shipped, fetching });
  });
  afterEach(() => rm(temp.home, { recursive: true, force: true }));
  return temp;
}
