import type { LabClient } from '../../client/lab-client.ts';
import { connect, type Context } from '../../context.ts';
import { confirm } from '../../output/confirm.ts';
import { bytes } from '../../output/style.ts';
import type { AddCommand } from '../../command.ts';
import { jobOptions, stopOptions, told, whenBusy, workOf, type JobOptions } from '../run-job.ts';
import { labNameTyped } from './lab-name.ts';

const restoreArgument = ['<restore>', 'the job that restored, as labctl backup list says'] as const;

/** `labctl backup confirm`: what lies aside of a restore goes, for good. */
export const addConfirm: AddCommand = (group, run) => {
  const command = jobOptions(group.command('confirm'))
    .argument(...restoreArgument)
    .description('keep what is in place, and delete what the restore, or its undoing, put aside, for good')
    .option('-y, --yes', 'do not ask')
    .action((restore: string, options: JobOptions & { yes?: boolean }) =>
      run(command, async (context) => {
        const client = await connect(context);
        if (options.yes !== true) {
          const before = await client.call('getBefore', { params: { restore }, signal: context.signal });
          await confirm(context, `This deletes ${bytes(before.bytes)} that lie aside. Go on?`);
        }
        const body = { whenBusy: whenBusy(options) };
        const job = await client.call('confirmRestore', { params: { restore }, body });
        return told(context, client, job, options);
      }),
    );
};

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
