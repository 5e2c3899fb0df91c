import { connect } from '../../context.ts';
import { restoresText, snapshotsText } from '../../output/backup-text.ts';
import type { AddCommand } from '../../command.ts';
import { repositoryName, repositoryOption, type RepositoryOptions } from './repository-option.ts';

interface Options extends RepositoryOptions {
  anew?: boolean;
}

/** `labctl backup list`: snapshots with what each is worth, and restores that wait for a word. */
export const addList: AddCommand = (group, run) => {
  const command = repositoryOption(group.command('list'))
    .description('snapshots, newest first, with what each is worth; and restores that wait for your word')
    .option('--anew', 'ask the repository, instead of telling its last answer')
    .action((options: Options) =>
      run(command, async (context) => {
        const { signal, terminal } = context;
        const client = await connect(context);
        const repository = await repositoryName(client, options, signal);
        const { items } = await client.call('listSnapshots', {
          params: { repository },
          query: { anew: options.anew },
          signal,
        });
        const { items: restores } = await client.call('listRestores', { signal });
        context.print.result({ repository, items, restores }, () =>
          [snapshotsText(terminal, repository, items), ...restoresText(restores)].join('\n'),
        );
      }),
    );
};
