import type { LabClient } from '../../client/lab-client.ts';
import { connect, type Context } from '../../context.ts';
import type { AddCommand } from '../../command.ts';
import { stopOptions, told, whenBusy, workOf, type JobOptions } from '../run-job.ts';
import { labNameTyped } from './lab-name.ts';
import { restoreArgument } from './restore-argument.ts';

/** `labctl backup undo`: what was there before is in place again. */
export const addUndo: AddCommand = (group, run) => {
  const command = stopOptions(group.command('undo'))
    .argument(...restoreArgument)
    .description('put back what was there before a restore; what was restored is put aside until you confirm')
    .option('--confirm <name>', 'the lab’s name, instead of being asked for it')
    .action((restore: string, options: JobOptions & { confirm?: string }) =>
      run(command, async (context) => {
        const client = await connect(context);
        const confirm = options.confirm ?? (await asked(context, client));
        const body = { confirm, whenBusy: whenBusy(options), ...workOf(options) };
        return told(
          context,
          client,
          await client.call('undoRestore', { params: { restore }, body }),
          options,
        );
      }),
    );
};

function asked(context: Context, client: LabClient): Promise<string> {
  context.print.say('What was written since the restore is not in what comes back; it lies aside then.');
  return labNameTyped(context, client);
}
