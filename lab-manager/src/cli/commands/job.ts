import type { Command } from 'commander';
import type { JobReply, JobsReply } from '../../contract/index.ts';
import { connect, type Context } from '../context.ts';
import { followJob } from '../follow-job.ts';
import { duration, table, toned, type Tone } from '../output/style.ts';
import type { AddCommand, Run } from '../command.ts';

const tones: Readonly<Record<string, Tone>> = {
  succeeded: 'good',
  running: 'busy',
  queued: 'busy',
  failed: 'bad',
};

/** `labctl job list|show|cancel`: what was asked of the lab, and what came of it. */
export const job: AddCommand = (parent, run) => {
  const group = parent
    .command('job')
    .description('long work: what was asked, how far it is, what came of it');
  addList(group, run);
  addShow(group, run);
  addCancel(group, run);
};

function addList(group: Command, run: Run): void {
  const command = group
    .command('list')
    .description('jobs, newest first')
    .option('-n, --limit <count>', 'how many', '20')
    .action(({ limit }: { limit: string }) =>
      run(command, async (context) => {
        const reply = await (await connect(context)).call('listJobs', { query: { limit } });
        context.print.result(reply, () =>
          reply.items.length === 0 ? 'No job yet.' : table(reply.items.map((one) => row(context, one))),
        );
      }),
    );
}

function addShow(group: Command, run: Run): void {
  const command = group
    .command('show')
    .argument('<job>')
    .description('a job with its steps')
    .option('-f, --follow', 'go on until it has ended')
    .action((id: string, { follow }: { follow?: boolean }) =>
      run(command, async (context) => {
        const client = await connect(context);
        const reply = await client.call('getJob', { params: { id } });
        if (follow) return followJob(context, client, reply);
        context.print.result(reply, () => words(context, reply));
      }),
    );
}

function addCancel(group: Command, run: Run): void {
  const command = group
    .command('cancel')
    .argument('<job>')
    .description('cancel a job at its next step boundary')
    .action((id: string) =>
      run(command, async (context) => {
        const client = await connect(context);
        const reply = await client.call('cancelJob', { params: { id } });
        return followJob(context, client, reply);
      }),
    );
}

function row({ terminal }: Context, one: JobsReply['items'][number]): string[] {
  return [
    one.id,
    toned(terminal, tones[one.state] ?? 'quiet', one.state),
    one.createdAt.slice(0, 19).replace('T', ' '),
    one.outcome ?? one.title,
  ];
}

function words(context: Context, one: JobReply): string {
  const took =
    one.startedAt && one.endedAt
      ? ` in ${duration(Date.parse(one.endedAt) - Date.parse(one.startedAt))}`
      : '';
  const lines = [`${one.title}: ${toned(context.terminal, tones[one.state] ?? 'quiet', one.state)}${took}`];
  lines.push(`asked for by ${one.requestedBy.name} (${one.requestedBy.via}) at ${one.createdAt}`, '');
  lines.push(
    table(
      one.steps.map((step) => [
        String(step.seq),
        step.state,
        step.detail ? `${step.sentence} (${step.detail})` : step.sentence,
      ]),
    ),
  );
  if (one.outcome) lines.push('', one.outcome);
  if (one.error)
    lines.push(`error: ${one.error.message}`, ...(one.error.hint ? [`  ${one.error.hint}`] : []));
  return lines.join('\n');
}
