import { workWords } from '../../core/ondemand/work-words.ts';
import { spanWords } from '../../core/span-words.ts';
import type { Clock } from '../../core/ports.ts';
import type { StepReport } from '../../jobs/job-definition.ts';
import { pause } from '../../wake.ts';
import type { WorkInside } from '../environment-work.ts';

const usualEveryMs = 5000;

/**
 * Until no work runs, or for so long. Nothing is held back for it, and where nobody can tell it isn't waited for: work goes on
 * while files are read. Answers what still ran, a sentence.
 */
export async function untilQuiet(
  {
    inside,
    clock,
    everyMs = usualEveryMs,
  }: { inside: Pick<WorkInside, 'ask'>; clock: Clock; everyMs?: number | undefined },
  workplaces: readonly string[],
  mostMs: number,
  report: StepReport,
  signal: AbortSignal,
): Promise<string | undefined> {
  const began = clock.monotonic();
  for (;;) {
    const found = await Promise.all(workplaces.map(async (it) => [it, await inside.ask(it)] as const));
    const running = found.flatMap(([it, work]) =>
      work !== undefined && work.running > 0 ? workWords(it, work) : [],
    );
    const left = began + mostMs - clock.monotonic();
    if (running.length === 0) return undefined;
    if (left <= 0) return `After ${spanWords(mostMs)} it was not waited any longer: ${running.join('; ')}.`;
    signal.throwIfAborted();
    report.progress(undefined, `${running.join('; ')}; waiting at most ${spanWords(left)} more`);
    await pause(Math.min(everyMs, left), signal);
  }
}
