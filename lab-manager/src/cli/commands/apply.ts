import type { AddCommand } from '../command.ts';
import { jobOptions, runJob, type JobOptions } from './run-job.ts';

/** `labctl apply`: makes the lab what its newest accepted lab file says. */
export const apply: AddCommand = (parent, run) => {
  const command = jobOptions(parent.command('apply'))
    .description('make the lab what its lab file says (plan shows what that means)')
    .action((options: JobOptions) => run(command, (context) => runJob(context, 'apply', 'lab', options)));
};
