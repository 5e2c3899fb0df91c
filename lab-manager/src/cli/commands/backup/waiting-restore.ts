import { connect } from '../../context.ts';
import { confirm } from '../../output/confirm.ts';
import { bytes } from '../../output/style.ts';
import type { AddCommand } from '../../command.ts';
import { jobOptions, stopOptions, told, whenBusy, workOf, type JobOptions } from '../run-job.ts';

const restoreArgument = ['<restore>', 'the job that restored, as labctl backup list says'] as const;

/** `labctl backup confirm`: what was there before goes, for good. */
export const addConfirm: AddCommand = (group, run) => {
  const command = jobOptions(group.command('confirm'))
    .argument(...restoreArgument)
    .description('keep what was restored, and delete what was there before, for good')
    .option('-y, --yes', 'do not ask')
    .action((restore: string, options: JobOptions & { yes?: boolean }) =>
      run(command, async (context) => {
        const client = await connect(context);
        if (options.yes !== true) {
          const before = await client.call('getBefore', { params: { restore }, signal: context.signal });
          await confirm(context, `This deletes ${bytes(before.bytes)} of what was there before. Go on?`);
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
    .description('put back what was there before a restore; what was written since the restore goes with it')
    .option('-y, --yes', 'do not ask')
    .action((restore: string, options: JobOptions & { yes?: boolean }) =>
      run(command, async (context) => {
        const client = await connect(context);
        if (options.yes !== true)
          await confirm(context, 'What was written since the restore is not in what comes back. Go on?');
        const body = { whenBusy: whenBusy(options), ...workOf(options) };
        return told(
          context,
          client,
          await client.call('undoRestore', { params: { restore }, body }),
          options,
        );
      }),
    );
};
