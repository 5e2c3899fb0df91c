import { connect } from '../../context.ts';
import type { AddCommand } from '../../command.ts';
import { jobOptions, told, whenBusy, type JobOptions } from '../run-job.ts';
import { repositoryOption, type RepositoryOptions } from './repository-option.ts';

/** `labctl backup drill`: a restore beside the lab, which proves the snapshot and measures the time. */
export const addDrill: AddCommand = (group, run) => {
  const command = jobOptions(repositoryOption(group.command('drill')))
    .argument('[snapshot]', 'the newest good one, where nothing is said')
    .description('try a restore out beside the lab: proves the snapshot, and measures the time to recover')
    .action((snapshot: string | undefined, options: JobOptions & RepositoryOptions) =>
      run(command, async (context) => {
        const client = await connect(context);
        const { repository } = options;
        const body = {
          ...(repository !== undefined && { repository }),
          ...(snapshot !== undefined && { snapshot }),
          whenBusy: whenBusy(options),
        };
        return told(context, client, await client.call('drillRestore', { body }), options);
      }),
    );
};
