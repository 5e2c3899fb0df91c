import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createLabExports } from '../src/adapters/export/lab-exports.ts';
import { aSnapshotManifest, dataPath } from '../test/support/builders/an-export.ts';
import { realClock } from '../test/support/real-clock.ts';
import { byTurns, milliseconds, speed, type Figure } from './figure.ts';
import { writeBigFiles, writeSmallFiles } from './lab-data.ts';

const run = promisify(execFile);
const rounds = 3;

/** An export as the manager writes it, sums and all, against tar and zstd in a pipe; each is on the disk at its end. */
export async function exports(): Promise<Figure[]> {
  return [
    await exportOf('export of big files, against tar and zstd -1 in a pipe', writeBigFiles),
    await exportOf('export of 100,000 small files, against tar and zstd -1 in a pipe', writeSmallFiles),
  ];
}

async function exportOf(name: string, write: (folder: string) => void): Promise<Figure> {
  const base = await mkdtemp(join(tmpdir(), 'labstead-bench-'));
  const file = join(base, 'written');
  const folder = join(base, dataPath);
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    const took = await milliseconds(work);
    await rm(file);
    return took;
  };
  try {
    await mkdir(join(folder, '..'), { recursive: true });
    write(folder);
    // Else what was written for this bench is still being written while the first is timed.
    await run('sync', ['--file-system', base]);
    const taken = await byTurns(
      rounds,
      () => timed(() => byManager(base, file)),
      () => timed(() => run('sh', ['-c', piped, 'sh', folder, file])),
    );
    return speed(name, 0.95, taken);
  } finally {
    await rm(base, { recursive: true, force: true });
  }
}

const piped = 'tar --create --directory="$1" . | zstd -1 -T0 --quiet >"$2" && sync "$2"';

const byManager = (base: string, target: string): Promise<unknown> =>
  createLabExports({ clock: realClock }).write(
    {
      target,
      snapshot: aSnapshotManifest(),
      images: [],
      labFile: 'name: My lab\n',
      databases: [],
      base,
      secrets: undefined,
    },
    () => undefined,
  );
