import { setTimeout as sleep } from 'node:timers/promises';
import { scenario, type GlabClient, type Scenario } from './client/glab-client.ts';
import type { Context } from './context.ts';
import { exitCodes } from './exit-codes.ts';
import { printable } from './output/style.ts';

const everyMs = 500;
const ended = ['succeeded', 'failed', 'cancelled', 'interrupted'];

/** Waits for a scenario's end, showing its progress; Ctrl-C leaves it running. */
export async function followScenario(context: Context, glab: GlabClient, first: Scenario): Promise<number> {
  const { print, terminal, signal } = context;
  let current = first;
  while (!ended.includes(current.status) && !signal.aborted) {
    const { fraction, message } = current.progress;
    terminal.progress(
      `${current.status}${fraction === null ? '' : ` ${Math.round(fraction * 100)} %`} ${printable(message)}`,
    );
    await sleep(everyMs, undefined, { signal }).catch(() => undefined);
    current = await glab.get(`/scenarios/${current.id}`, scenario);
  }
  terminal.progressDone();
  print.result(current, () => scenarioWords(current));
  if (signal.aborted) return exitCodes.cancelled.status;
  return current.status === 'succeeded' ? exitCodes.ok.status : exitCodes.job.status;
}

export function scenarioWords({ id, title, status, outputs, error }: Scenario): string {
  const lines = [`${title}: ${status} (scenario ${id})`];
  for (const [name, resource] of Object.entries(outputs))
    lines.push(`  ${name}: ${resource}   labctl data download ${resource}`);
  if (error) lines.push(`  ${printable(error.message)} [${error.code}]`);
  return lines.join('\n');
}
