import { randomBytes } from 'node:crypto';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory } from './test-engine-cache.ts';
import type { EngineApi } from './test-engine-api.ts';

/** Everything tests make bears this label, or the label of a lab that was registered with the run. */
export const testRunLabel = 'org.labstead.test-run';
const labLabel = 'org.labstead.lab';
const longestRun = 2 * 60 * 60 * 1000;

/** `<process>.<its start, in clock ticks>.<epoch milliseconds>.<random>`: tells later runs whether this one still lives. */
export const testRun: string = [
  process.pid,
  startOf(process.pid),
  Date.now(),
  randomBytes(3).toString('hex'),
].join('.');

const registryDirectory = (): string => join(cacheDirectory(), 'runs');

/** For labs whose things a daemon under test makes: they bear the lab's label only. */
export function registerLab(labId: string): void {
  mkdirSync(registryDirectory(), { recursive: true });
  appendFileSync(join(registryDirectory(), testRun), `${labId}\n`);
}

/** Where labs under test have their data roots: on the disk. /tmp may be memory, too small for a big upload. */
export const labFolders = '/var/tmp';

/** Where a run keeps what needs a place of its own; short, as paths of sockets may have 104 characters. */
export const runDirectories = '/var/tmp/labstead-test';
export const runDirectory = (): string => join(runDirectories, testRun);

/** Removes what this run made on the machine's engine; for `after()`. */
export const reap = (engine: EngineApi): Promise<void> => removeRun(engine, testRun);

/**
 * Removes what dead runs left: older than two hours, or their process is gone. Nothing else is touched.
 * What resists is told and left to the next run: several sweep at once, and none depends on its success.
 */
export async function sweepDeadRuns(engine: EngineApi): Promise<void> {
  const runs = new Set([...(await labelledRuns(engine)), ...registeredRuns()]);
  for (const run of runs) {
    if (run !== testRun && isDead(run, Date.now())) {
      await removeRun(engine, run).catch((error: unknown) =>
        console.warn(`reaper: what the run ${run} left could not be removed: ${String(error)}`),
      );
    }
  }
}

/** False also for what doesn't look like a run of ours: when in doubt, it stays. */
export function isDead(run: string, now: number, startOfProcess = startOf): boolean {
  const match = /^(\d+)\.(\d+)\.(\d{13})\.[0-9a-f]{6}$/.exec(run);
  if (match === null) return false;
  const [, pid, start, began] = match;
  return startOfProcess(Number(pid)) !== start || now - Number(began) > longestRun;
}

/** Empty for a process that isn't there; the start tells a process from a later one with the same number. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

const registeredRuns = (): string[] => {
  try {
    return readdirSync(registryDirectory());
  } catch {
    return [];
  }
};

const labsOf = (run: string): string[] => {
  try {
    return readFileSync(join(registryDirectory(), run), 'utf8').split('\n').filter(Boolean);
  } catch {
    return [];
  }
};

interface Labelled {
  Id: string;
  Labels: Record<string, string> | null;
}

async function labelledRuns(engine: EngineApi): Promise<string[]> {
  const filters = { label: [testRunLabel] };
  const found = await Promise.all([
    engine.list<Labelled>('/containers/json?all=1', filters),
    engine.list<Labelled>('/networks', filters),
    engine.list<Labelled>('/images/json', filters),
  ]);
  return found.flat().flatMap(({ Labels }) => Labels?.[testRunLabel] ?? []);
}

async function removeRun(engine: EngineApi, run: string): Promise<void> {
  const marks = [`${testRunLabel}=${run}`, ...labsOf(run).map((lab) => `${labLabel}=${lab}`)];
  for (const mark of marks) {
    const filters = { label: [mark] };
    for (const { Id } of await engine.list<Labelled>('/containers/json?all=1', filters)) {
      await unlessGone(engine.delete(`/containers/${Id}?force=1&v=1`));
    }
    for (const { Id } of await engine.list<Labelled>('/networks', filters)) {
      await unlessGone(engine.delete(`/networks/${Id}`));
    }
    for (const { Id } of await engine.list<Labelled>('/images/json', filters)) {
      await unlessGone(engine.delete(`/images/${Id}?force=1`));
    }
  }
  rmSync(join(registryDirectory(), run), { force: true });
}

async function unlessGone(removal: Promise<unknown>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    if (!/: 404 |: 409 .*already in progress/.test(String(error))) throw error;
  }
}
