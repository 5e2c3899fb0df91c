import { appendToBigFiles, appendToSmallFiles, writeBigFiles, writeSmallFiles } from './lab-data.ts';
import { byTurns, median, ratio, speed, type Figure } from './figure.ts';
import { ResticRuns, type BenchRepository } from './restic-runs.ts';
import type { Done } from './restic-child.ts';

const rounds = 3;
const firstNight = Date.UTC(2026, 0, 1, 3);
const night = 86_400_000;
const [big, small] = ['big', 'small'];

/** Snapshots and restores by the manager's hands, against restic called bare, on the same files; and against themselves. */
export async function snapshots(): Promise<Figure[]> {
  const runs = await ResticRuns.open();
  try {
    writeBigFiles(`${runs.home}/${big}`);
    const { figures, repository, snapshot, fulls } = await bigFulls(runs);
    figures.push(...(await restores(runs, repository, snapshot)));
    const taken = await nights(runs, { repository, path: big, append: appendToBigFiles });
    figures.push(appended('1 % appended, big files', 20, fulls, taken));
    await runs.remove(big, repository.access.name);
    figures.push(await smallFiles(runs));
    return figures;
  } finally {
    await runs.close();
  }
}

interface Fulls {
  figures: Figure[];
  fulls: readonly number[];
  /** Of the last one, and what is in it. */
  repository: BenchRepository;
  snapshot: string;
}

async function bigFulls(runs: ResticRuns): Promise<Fulls> {
  const done: Done[] = [];
  let last: BenchRepository | undefined;
  const byManager = async (): Promise<number> => {
    if (last !== undefined) await runs.remove(last.access.name);
    last = await runs.repository();
    const one = await runs.backup(last, big, firstNight);
    done.push(one);
    return one.milliseconds;
  };
  const bare = async (): Promise<number> => {
    const repository = await runs.repository();
    const took = await runs.bareBackup(repository, big, firstNight);
    await runs.remove(repository.access.name);
    return took;
  };
  const taken = await byTurns(rounds, byManager, bare);
  const grew = done.map(({ grewBy }) => grewBy / 1e6);
  const snapshot = done.at(-1)?.snapshot;
  if (last === undefined || snapshot === undefined) throw new Error('no snapshot was made');
  return {
    figures: [
      ratio('first snapshot of big files, against bare restic', 1.05, taken),
      {
        name: 'memory that the manager’s side of a first snapshot takes',
        value: Math.max(...grew),
        unit: 'MB',
        most: 30,
        from: `${grew.map((it) => it.toFixed(1)).join(', ')} MB, beside restic’s own`,
      },
    ],
    fulls: taken.a,
    repository: last,
    snapshot,
  };
}

async function restores(runs: ResticRuns, from: BenchRepository, snapshot: string): Promise<Figure[]> {
  const restored = async (work: () => Promise<number>): Promise<number> => {
    const took = await work();
    await runs.remove('restored');
    return took;
  };
  const byManager = async (readsBack = false) =>
    (await runs.restore(from, snapshot, 'restored', readsBack)).milliseconds;
  const { a, b } = await byTurns(
    rounds,
    () => restored(() => byManager()),
    () => restored(() => runs.bareRestore(from, snapshot, 'restored')),
  );
  const drilled = await restored(() => byManager(true));
  const verified = await restored(() => runs.bareRestore(from, snapshot, 'restored', '--verify'));
  return [
    speed('restore of big files, against bare restic', 0.95, { a, b }),
    speed(
      'restore of big files as a drill does it, against bare restic that reads what it wrote',
      undefined,
      {
        a: [drilled],
        b: [verified],
      },
    ),
  ];
}

async function smallFiles(runs: ResticRuns): Promise<Figure> {
  writeSmallFiles(`${runs.home}/${small}`);
  const repository = await runs.repository();
  const { milliseconds } = await runs.backup(repository, small, firstNight);
  const taken = await nights(runs, { repository, path: small, append: appendToSmallFiles });
  return appended('1 % appended, 100,000 small files', 3, [milliseconds], taken);
}

interface Appended {
  repository: BenchRepository;
  path: string;
  append: (folder: string, time: number) => void;
}

interface Nights {
  byManager: readonly number[];
  /** By restic called bare, which sets how fast that can be. */
  bare: readonly number[];
}

async function nights(runs: ResticRuns, { repository, path, append }: Appended): Promise<Nights> {
  let passed = 0;
  const appends = (): number => {
    append(`${runs.home}/${path}`, passed);
    passed += 1;
    return firstNight + passed * night;
  };
  const byManager = async () => (await runs.backup(repository, path, appends())).milliseconds;
  const bare = () => runs.bareBackup(repository, path, appends());
  const { a, b } = await byTurns(rounds, byManager, bare);
  return { byManager: a, bare: b };
}

function appended(
  name: string,
  least: number,
  fulls: readonly number[],
  { byManager, bare }: Nights,
): Figure {
  const value = median(fulls) / median(byManager);
  const seconds = (times: readonly number[]) => times.map((it) => (it / 1000).toFixed(1)).join(', ');
  const from = `${seconds(byManager)} s against first snapshots of ${seconds(fulls)} s; bare restic takes ${seconds(bare)} s`;
  return { name, value, unit: 'times faster', most: undefined, least, from };
}
