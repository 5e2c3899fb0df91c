import { setTimeout as sleep } from 'node:timers/promises';
import type { JobReply } from '../contract/index.ts';
import type { LabClient } from './client/lab-client.ts';
import { CliError } from './cli-error.ts';
import { connect, type Context } from './context.ts';
import { exitCodes } from './exit-codes.ts';
import { jobPage } from './output/job-text.ts';
import { toned } from './output/style.ts';

const everyMs = 400;
const ended = ['succeeded', 'failed', 'cancelled'];

/** Shows a job's steps as they end, until it has ended; Ctrl-C leaves it running and says how to come back. */
export async function followJob(context: Context, asked: LabClient, first: JobReply): Promise<number> {
  const shown = new Set<number>();
  let [client, job] = [asked, first];
  context.print.say(`${job.title} (job ${job.id})`);
  context.print.say(`  ${jobPage(client.url, job.id)}`);
  while (true) {
    showSteps(context, job, shown);
    if (ended.includes(job.state)) return conclude(context, job);
    await sleep(everyMs, undefined, { signal: context.signal }).catch(() => undefined);
    if (context.signal.aborted) return leave(context, job);
    [client, job] = await jobNow(context, client, job.id);
  }
}

const awayMs = 30_000;
const awayStatus: readonly (number | undefined)[] = [404, 421, 502, 503, 504];

/**
 * A job may take the lab away for a moment: the edge reads new routes, or the lab moves to another domain, where it is
 * followed as far as this machine knows the way.
 */
async function jobNow(context: Context, last: LabClient, id: string): Promise<[LabClient, JobReply]> {
  const until = performance.now() + awayMs;
  for (let client = last; ; client = await connect(context)) {
    try {
      return [client, await client.call('getJob', { params: { id } })];
    } catch (error) {
      if (!isAway(error) || performance.now() > until || context.signal.aborted) throw error;
      await sleep(everyMs, undefined, { signal: context.signal }).catch(() => undefined);
    }
  }
}

function isAway(error: unknown): boolean {
  if (!(error instanceof CliError) || error.code === 'job.not_found') return false;
  return error.code === 'client.unreachable' || awayStatus.includes(error.httpStatus);
}

function showSteps({ print, terminal }: Context, job: JobReply, shown: Set<number>): void {
  if (print.json) return;
  for (const step of job.steps) {
    if (shown.has(step.seq) || !['done', 'failed', 'undone'].includes(step.state)) continue;
    shown.add(step.seq);
    const mark =
      step.state === 'done'
        ? toned(terminal, 'good', 'done  ')
        : toned(terminal, 'bad', step.state.padEnd(6));
    terminal.say(`  ${mark} ${step.sentence}`);
  }
  const now = job.steps.find(({ state }) => state === 'intent');
  if (now)
    terminal.progress(
      `  ${Math.round(job.progress * 100)} % ${now.sentence}${now.detail ? ` (${now.detail})` : ''}`,
    );
}

function conclude({ print, terminal }: Context, job: JobReply): number {
  terminal.progressDone();
  print.result(job, () => `${job.outcome ?? job.state}`);
  if (job.error)
    print.say(
      `${toned(terminal, 'bad', 'error:')} ${job.error.message}${job.error.hint ? `\n  ${job.error.hint}` : ''}`,
    );
  if (job.state === 'succeeded') return exitCodes.ok.status;
  return job.state === 'cancelled' ? exitCodes.cancelled.status : exitCodes.job.status;
}

function leave({ print }: Context, job: JobReply): number {
  print.say(
    `The job goes on. See it with: labctl job show ${job.id}; stop it with: labctl job cancel ${job.id}`,
  );
  return exitCodes.cancelled.status;
}
