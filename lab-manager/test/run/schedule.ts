import type { SuiteResult } from './run-suite.ts';
import type { Suite } from './suites.ts';

/** Those named, and what must run before them; all when none is named. */
export function withPrerequisites(all: readonly Suite[], names: readonly string[]): readonly Suite[] {
  const unknown = names.filter((name) => !all.some((suite) => suite.name === name));
  if (unknown.length > 0)
    throw new Error(`there is no suite ${unknown.join(', ')}; npm test -- --list names them`);
  const needed = new Set(names.length === 0 ? all.map(({ name }) => name) : names);
  for (const suite of [...all].reverse())
    if (needed.has(suite.name)) suite.after.forEach((name) => needed.add(name));
  return all.filter(({ name }) => needed.has(name));
}

/**
 * Runs suites side by side, one per lane at a time (those of the lane `alone` with nothing beside them), each after those it needs. A suite whose prerequisite failed is not
 * run: its failures would only repeat the first one.
 */
export async function schedule(
  all: readonly Suite[],
  run: (suite: Suite) => Promise<SuiteResult>,
): Promise<readonly SuiteResult[]> {
  const results = new Map<string, SuiteResult>();
  const running = new Map<string, Promise<void>>();
  const waiting = new Set(all);

  const passed = (name: string) => results.get(name)?.count.failed === 0;
  const failed = (name: string) => results.has(name) && !passed(name);
  const lanesInUse = () => [...running.keys()].map((name) => lane(all, name));
  const mayStart = (suite: Suite) =>
    suite.lane === 'alone'
      ? running.size === 0
      : !lanesInUse().some((used) => used === suite.lane || used === 'alone');

  while (waiting.size > 0 || running.size > 0) {
    for (const suite of waiting) {
      if (suite.after.some((name) => failed(name) || !isPlanned(name))) waiting.delete(suite);
      else if (suite.after.every(passed) && mayStart(suite)) start(suite);
    }
    if (running.size === 0) continue;
    await Promise.race(running.values());
  }
  return [...results.values()];

  /** Prerequisites of a suite that was itself not run will never pass. */
  function isPlanned(name: string): boolean {
    return results.has(name) || running.has(name) || [...waiting].some((suite) => suite.name === name);
  }

  function start(suite: Suite): void {
    waiting.delete(suite);
    running.set(
      suite.name,
      run(suite).then((result) => {
        results.set(suite.name, result);
        running.delete(suite.name);
      }),
    );
  }
}

function lane(all: readonly Suite[], name: string): string | undefined {
  return all.find((suite) => suite.name === name)?.lane;
}
