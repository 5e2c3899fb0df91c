import type { Command } from 'commander';
import * as z from 'zod';
import { GlabClient, listOf, scenario as scenarioReply } from '../client/glab-client.ts';
import { connect } from '../context.ts';
import { followScenario, scenarioWords } from '../follow-scenario.ts';
import { printable, table } from '../output/style.ts';
import type { AddCommand, Run } from '../command.ts';
import { environmentOption, type EnvironmentOptions } from './environment-option.ts';

/** `labctl scenario list|show|log|cancel`: runs of tasks. */
export const scenario: AddCommand = (parent, run) => {
  const group = parent.command('scenario').description('runs of tasks: list, show, log, cancel');
  addList(group, run);
  addShow(group, run);
  addLog(group, run);
  addCancel(group, run);
};

function addList(group: Command, run: Run): void {
  const command = environmentOption(group.command('list'))
    .description('scenarios, newest first')
    .action((options: EnvironmentOptions) =>
      run(command, async (context) => {
        const glab = await GlabClient.of(await connect(context), options.env);
        const reply = await glab.get('/scenarios', listOf(scenarioReply));
        context.print.result(reply, () =>
          reply.items.length === 0
            ? 'No scenario yet.'
            : table(
                reply.items.map(({ id, status, created_at, title }) => [
                  id,
                  status,
                  created_at.slice(0, 19).replace('T', ' '),
                  title,
                ]),
              ),
        );
      }),
    );
}

function addShow(group: Command, run: Run): void {
  const command = environmentOption(group.command('show'))
    .argument('<scenario>')
    .description('a scenario with its outputs')
    .option('-f, --follow', 'go on until it has ended')
    .action((id: string, options: EnvironmentOptions & { follow?: boolean }) =>
      run(command, async (context) => {
        const glab = await GlabClient.of(await connect(context), options.env);
        const found = await glab.get(`/scenarios/${encodeURIComponent(id)}`, scenarioReply);
        if (options.follow) return followScenario(context, glab, found);
        context.print.result(found, () => scenarioWords(found));
      }),
    );
}

const logPart = z.object({ text: z.string(), next_offset: z.number(), complete: z.boolean() });

function addLog(group: Command, run: Run): void {
  const command = environmentOption(group.command('log'))
    .argument('<scenario>')
    .description('what a scenario has written so far')
    .action((id: string, options: EnvironmentOptions) =>
      run(command, async (context) => {
        const glab = await GlabClient.of(await connect(context), options.env);
        let text = '';
        for (let offset = 0, last = -1; offset !== last;) {
          const part = await glab.get(`/scenarios/${encodeURIComponent(id)}/log?after=${offset}`, logPart);
          text += part.text;
          last = offset;
          offset = part.next_offset;
        }
        context.print.result({ id, text }, () => printable(text).trimEnd());
      }),
    );
}

function addCancel(group: Command, run: Run): void {
  const command = environmentOption(group.command('cancel'))
    .argument('<scenario>')
    .description('cancel a scenario')
    .action((id: string, options: EnvironmentOptions) =>
      run(command, async (context) => {
        const glab = await GlabClient.of(await connect(context), options.env);
        const found = await glab.post(`/scenarios/${encodeURIComponent(id)}/cancel`, {}, scenarioReply);
        context.print.result(found, () => scenarioWords(found));
      }),
    );
}
