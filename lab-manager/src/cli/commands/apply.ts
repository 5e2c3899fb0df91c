import type { AddCommand } from '../command.ts';
import { runJob, stopOptions, type JobOptions } from './run-job.ts';

/** `labctl apply`: makes the lab what its newest accepted lab file says. */
export const apply: AddCommand = (parent, run) => {
  const command = stopOptions(parent.command('apply'))
    // Only of the lab; of anything else the lab itself says why not.
    .argument('[target]', '`lab`, which is all it can be asked of', 'lab')
    .description('make the lab what its lab file says (plan shows what that means)')
    .action((target: string, options: JobOptions) =>
      run(command, (context) => runJob(context, 'apply', target, options)),
    );
};
