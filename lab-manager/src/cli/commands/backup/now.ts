import { connect } from '../../context.ts';
import type { AddCommand } from '../../command.ts';
import { jobOptions, told, whenBusy, type JobOptions } from '../run-job.ts';

interface Options extends JobOptions {
  clockIsRight?: boolean;
  disksAreRight?: boolean;
  otherIsGone?: boolean;
}

/** `labctl backup now`: a snapshot without waiting for the night. */
export const addNow: AddCommand = (group, run) => {
  const command = jobOptions(group.command('now'))
    .description('make a snapshot now, copy it and check it, as each night does')
    .option(
      '--clock-is-right',
      'say so where the newest snapshot is of a time that made the lab doubt it; it is not doubted for that one again',
    )
    .option(
      '--disks-are-right',
      'say so where a disk that was mounted before, or what a database held, is gone for good',
    )
    .option(
      '--other-is-gone',
      'say so where another machine wrote snapshots of this lab, and never will again: those are thinned out with its own',
    )
    .action((options: Options) =>
      run(command, async (context) => {
        const client = await connect(context);
        const body = {
          clockIsRight: options.clockIsRight ?? false,
          disksAreRight: options.disksAreRight ?? false,
          otherIsGone: options.otherIsGone ?? false,
          whenBusy: whenBusy(options),
        };
        return told(context, client, await client.call('backUp', { body }), options);
      }),
    );
};
