import { connect } from '../../context.ts';
import { confirm } from '../../output/confirm.ts';
import { bytes } from '../../output/style.ts';
import type { AddCommand } from '../../command.ts';
import { jobOptions, told, whenBusy, type JobOptions } from '../run-job.ts';
import { restoreArgument } from './restore-argument.ts';

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
