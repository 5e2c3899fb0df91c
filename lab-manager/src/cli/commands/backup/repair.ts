import { repairWords } from '../../../contract/index.ts';
import { connect } from '../../context.ts';
import type { AddCommand } from '../../command.ts';
import { jobOptions, told, whenBusy, type JobOptions } from '../run-job.ts';
import { labNameTyped } from './lab-name.ts';
import { repositoryOption, type RepositoryOptions } from './repository-option.ts';

interface Options extends JobOptions, RepositoryOptions {
  confirm?: string;
}

/** `labctl backup repair`: says what it does, asks for the lab's name, and follows the job. */
export const addRepair: AddCommand = (group, run) => {
  const command = jobOptions(repositoryOption(group.command('repair')))
    .description('take out of a repository what is damaged, and make a new snapshot')
    .option('--confirm <name>', 'the lab’s name, instead of being asked for it')
    .action((options: Options) =>
      run(command, async (context) => {
        const client = await connect(context);
        if (options.confirm === undefined) context.print.say(Object.values(repairWords).join(' '));
        const confirm = options.confirm ?? (await labNameTyped(context, client));
        const { repository } = options;
        const body = {
          ...(repository !== undefined && { repository }),
          ...{ confirm, whenBusy: whenBusy(options) },
        };
        return told(context, client, await client.call('repairRepository', { body }), options);
      }),
    );
};
