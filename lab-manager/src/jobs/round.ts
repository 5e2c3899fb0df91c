import type { PlannedStep } from './job-definition.ts';

/** Enough to overlap waits and downloads; more would only make them compete for one disk. */
const atOnce = 8;

/**
 * Runs the steps of a round, each as soon as those it comes after are done. Once `mayStart` says no, nothing new starts,
 * but what runs is waited for: nobody may still be working when this returns.
 */
export async function runRound(
  steps: readonly PlannedStep[],
  run: (index: number) => Promise<boolean>,
  mayStart: () => boolean,
): Promise<void> {
  const waiting = new Set(steps.keys());
  const done = new Set<number>();
  const running = new Map<number, Promise<void>>();
  const broken: unknown[] = [];

  const start = (index: number): void => {
    waiting.delete(index);
    const ended = run(index)
      .then((ok) => void (ok && done.add(index)))
      .catch((error: unknown) => void broken.push(error))
      .finally(() => running.delete(index));
    running.set(index, ended);
  };
  const startable = (index: number): boolean =>
    running.size < atOnce &&
    broken.length === 0 &&
    mayStart() &&
    (steps[index]?.after ?? []).every((before) => done.has(before));

  for (;;) {
    for (const index of [...waiting]) if (startable(index)) start(index);
    if (running.size === 0) break;
    await Promise.race(running.values());
  }

  if (broken.length > 0) throw broken[0];
}

/** A step comes after those it waits for: so a round can neither wait for itself nor for what isn't there. */
export function checkEdges(steps: readonly PlannedStep[]): void {
  for (const [index, step] of steps.entries()) {
    const wrong = step.after.find((before) => !Number.isInteger(before) || before < 0 || before >= index);
    if (wrong !== undefined) throw new Error(`step ${step.name} (${index}) can't come after step ${wrong}`);
  }
}
