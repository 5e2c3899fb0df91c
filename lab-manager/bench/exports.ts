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
const rounds = 5;

/** An export as the manager writes it, sums and all, against tar and zstd in a pipe; each is on the disk at its end. */
export async function exports(): Promise<Figure[]> {
  return [
    ...(await exportOf('export of big files', writeBigFiles)),
    ...(await exportOf('export of 100,000 small files', writeSmallFiles)),
  ];
}

async function exportOf(name: string, write: (folder: string) => void): Promise<Figure[]> {
  const base = await mkdtemp(join(tmpdir(), 'labstead-bench-'));
  const file = join(base, 'written');
  const folder = join(base, dataPath);
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    const took = await milliseconds(work);
    await rm(file);
    return took;
  };
  const piped = (zstd: string) => () => timed(() => run('sh', ['-c', pipe, 'sh', folder, file, zstd]));
  try {
    await mkdir(join(folder, '..'), { recursive: true });
    write(folder);
    // Else what was written for this bench is still being written while the first is timed.
    await run('sync', ['--file-system', base]);
    const onOne: number[] = [];
    const { a, b } = await byTurns(
      rounds,
      () => timed(() => exported(base, file)),
      async () => {
        onOne.push(await piped('-T1')());
        return piped('-T0')();
      },
    );
    return [
      speed(`${name}, against tar and zstd -1 in a pipe`, 0.95, { a, b: onOne }),
      speed(`${name}, against tar and zstd -1 on all processors in a pipe`, 0.9, { a, b }),
    ];
  } finally {
    await rm(base, { recursive: true, force: true });
  }
}

const pipe = 'tar --create --directory="$1" . | zstd -1 "$3" --quiet >"$2" && sync "$2"';

const exported = (base: string, target: string): Promise<unknown> =>
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
