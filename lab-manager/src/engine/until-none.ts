import { isOpen, overdue, type Found, type Patience } from '../core/ondemand/waits.ts';
import { reasonToWait, waitingWords } from '../core/ondemand/work-words.ts';
import type { Clock } from '../core/ports.ts';
import type { StepReport } from '../jobs/job-definition.ts';
import { pause } from '../wake.ts';

/** Longer than a look takes, short enough that a manager that died holds nothing up for long. */
export const holdSeconds = 60;

export interface Wait {
  hold(environments: readonly string[], seconds: number): Promise<Found>;
  clock: Clock;
  everyMs: number;
  patience: Patience;
}

/** Until none of them works at the same time: what is queued stays queued in all of them until then. */
export async function untilNone(
  { hold, clock, everyMs, patience }: Wait,
  report: StepReport,
  signal: AbortSignal,
): Promise<void> {
  const heard = new Map<string, number>();
  for (;;) {
    const found = await hold(patience.environments, holdSeconds);
    const now = clock.monotonic();
    for (const [it, work] of found) if (work !== undefined || !heard.has(it)) heard.set(it, now);
    const silentMs = (it: string): number => now - (heard.get(it) ?? now);
    const open = found.filter(([it, work]) => isOpen(it, work, silentMs(it), patience));
    if (open.length === 0) return;
    const left = patience.leftMs();
    const over = open
      .map(([it, work]) => overdue(it, work, silentMs(it), { ...patience, leftMs: left }))
      .find((error) => error !== undefined);
    if (over !== undefined || signal.aborted) {
      await hold(patience.environments, 0);
      throw signal.aborted ? signal.reason : over;
    }
    report.progress(
      undefined,
      waitingWords(
        open.map(([it, work]) => reasonToWait(it, work)),
        left,
      ),
    );
    await pause(left > 0 ? Math.min(everyMs, left) : everyMs, signal);
  }
}
