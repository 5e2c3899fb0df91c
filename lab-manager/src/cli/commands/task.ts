import type { Command } from 'commander';
import { CliError } from '../cli-error.ts';
import { GlabClient, listOf, scenario, taskType } from '../client/glab-client.ts';
import { connect } from '../context.ts';
import { followScenario } from '../follow-scenario.ts';
import { table } from '../output/style.ts';
import type { AddCommand, Run } from '../command.ts';
import { environmentOption, type EnvironmentOptions } from './environment-option.ts';

interface RunOptions extends EnvironmentOptions {
  input: string[];
  set: string[];
  detach?: boolean;
}

/** `labctl task list|run`: the units of analysis that bricks bring. */
export const task: AddCommand = (parent, run) => {
  const group = parent.command('task').description('units of analysis that bricks bring: list, run');
  addList(group, run);
  addRun(group, run);
};

function addList(group: Command, run: Run): void {
  const command = environmentOption(group.command('list'))
    .description('tasks with their inputs and parameters')
    .action((options: EnvironmentOptions) =>
      run(command, async (context) => {
        const glab = await GlabClient.of(await connect(context), options.env);
        const reply = await glab.get('/tasks', listOf(taskType));
        context.print.result(reply, () =>
          table(
            reply.items.map(({ id, title, inputs, parameters }) => [
              id,
              title,
              `inputs: ${inputs.map(({ name }) => name).join(', ') || 'none'}; parameters: ${Object.keys(parameters.properties).join(', ') || 'none'}`,
            ]),
          ),
        );
      }),
    );
}

function addRun(group: Command, run: Run): void {
  const command = environmentOption(group.command('run'))
    .argument('<task>', 'e.g. labstead_tables.describe')
    .description('run a task and wait for its end')
    .option('-i, --input <name=resource>', 'an input; may be given several times', gather, [])
    .option('-s, --set <name=value>', 'a parameter; the value is JSON, or else text', gather, [])
    .option('-d, --detach', 'print the scenario and return at once')
    .action((id: string, options: RunOptions) =>
      run(command, async (context) => {
        const glab = await GlabClient.of(await connect(context), options.env);
        const inputs = Object.fromEntries(options.input.map(pair));
        const parameters = Object.fromEntries(
          options.set.map(pair).map(([name, text]) => [name, value(text)]),
        );
        const started = await glab.post('/scenarios', { task: id, inputs, parameters }, scenario);
        if (!options.detach) return followScenario(context, glab, started);
        context.print.result(started, () => started.id);
      }),
    );
}

function gather(one: string, before: string[]): string[] {
  return [...before, one];
}

function pair(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new CliError('client.usage', `“${text}” is not of the form name=value.`);
}

function value(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
