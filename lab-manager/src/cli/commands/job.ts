import type { Command } from 'commander';
import type { JobLogReply } from '../../contract/index.ts';
import type { LabClient } from '../client/lab-client.ts';
import { connect } from '../context.ts';
import { followJob } from '../follow-job.ts';
import { jobRow, jobText } from '../output/job-text.ts';
import { printable, table } from '../output/style.ts';
import type { AddCommand, Run } from '../command.ts';

/** `labctl job list|show|log|cancel`: what was asked of the lab, and what came of it. */
export const job: AddCommand = (parent, run) => {
  const group = parent
    .command('job')
    .description('long work: what was asked, how far it is, what came of it');
  addList(group, run);
  addShow(group, run);
  addLog(group, run);
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
          reply.items.length === 0
            ? 'No job yet.'
            : table(reply.items.map((one) => jobRow(context.terminal, one))),
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
        context.print.result(reply, () => jobText(context.terminal, client.url, reply));
      }),
    );
}

function addLog(group: Command, run: Run): void {
  const command = group
    .command('log')
    .argument('<job>')
    .description('what a job and its steps said, line by line')
    .action((id: string) =>
      run(command, async (context) => {
        const items = await wholeLog(await connect(context), id);
        context.print.result({ items }, () =>
          items.length === 0
            ? 'It said nothing.'
            : items
                .map(({ at, line }) => `${at.slice(0, 19).replace('T', ' ')}  ${printable(line)}`)
                .join('\n'),
        );
      }),
    );
}

/** In pages. */
async function wholeLog(client: LabClient, id: string): Promise<JobLogReply['items']> {
  const items: JobLogReply['items'] = [];
  let cursor: string | undefined;
  do {
    const page = await client.call('getJobLog', { params: { id }, query: { cursor, limit: 200 } });
    items.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return items;
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
