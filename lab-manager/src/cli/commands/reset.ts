import { Argument } from 'commander';
import { connect, type Context } from '../context.ts';
import type { AddCommand } from '../command.ts';
import { CliError } from '../cli-error.ts';
import { ask } from '../output/ask.ts';
import { stopOptions, told, whenBusy, workOf, type JobOptions } from './run-job.ts';

interface Options extends JobOptions {
  confirm?: string;
  codelab?: boolean;
}

/** `labctl reset dev`: prod can't be asked for. */
export const reset: AddCommand = (parent, run) => {
  const command = stopOptions(parent.command('reset'))
    .addArgument(new Argument('<environment>', 'only dev can be reset').choices(['dev']))
    .description(
      'empty dev: its data and its databases, those of bricks too. Bricks under development are kept, and so is all of prod',
    )
    .option('--confirm <name>', 'the lab’s name, instead of being asked for it')
    .option('--codelab', 'also the bricks’ source code in the codelab, and what the editor keeps')
    .action((_environment: string, options: Options) =>
      run(command, async (context) => {
        const client = await connect(context);
        const { name } = await client.call('getLab');
        const body = {
          confirm: options.confirm ?? (await askForName(context, name, options.codelab ?? false)),
          codelab: options.codelab ?? false,
          whenBusy: whenBusy(options),
          ...workOf(options),
        };
        return told(context, client, await client.call('resetDev', { body }), options);
      }),
    );
};

async function askForName(context: Context, name: string, codelab: boolean): Promise<string> {
  const what = codelab ? 'dev’s data, its databases and the codelab’s files' : 'dev’s data and its databases';
  const question = `This removes ${what}, for good.\nType the lab’s name (${name}) to go on: `;
  const answer = (await ask(context, question, 'Give --confirm with the lab’s name.')).trim();
  if (answer === name) return answer;
  throw new CliError('client.cancelled', 'That is not the lab’s name. Nothing was changed.', {});
}
