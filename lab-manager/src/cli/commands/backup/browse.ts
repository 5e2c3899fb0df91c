import { connect } from '../../context.ts';
import { folderText } from '../../output/snapshot-text.ts';
import type { AddCommand } from '../../command.ts';
import { repositoryName, repositoryOption, type RepositoryOptions } from './repository-option.ts';

/** `labctl backup browse`: what lies in a folder of a snapshot. */
export const addBrowse: AddCommand = (group, run) => {
  const command = repositoryOption(group.command('browse'))
    .argument('<snapshot>', 'its id, or the first eight digits of it')
    .argument('[folder]', 'as it is called in the snapshot, e.g. /environments/prod/data', '/')
    .description('what lies in a folder of a snapshot')
    .action((snapshot: string, path: string, options: RepositoryOptions) =>
      run(command, async (context) => {
        const { signal } = context;
        const client = await connect(context);
        const repository = await repositoryName(client, options, signal);
        const reply = await client.call('browseSnapshot', {
          params: { repository, snapshot },
          query: { path },
          signal,
        });
        context.print.result(reply, () => folderText(reply));
      }),
    );
};
