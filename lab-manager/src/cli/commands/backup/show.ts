import { connect } from '../../context.ts';
import { snapshotText } from '../../output/snapshot-text.ts';
import type { AddCommand } from '../../command.ts';
import { repositoryName, repositoryOption, type RepositoryOptions } from './repository-option.ts';

/** `labctl backup show`: what is in a snapshot. */
export const addShow: AddCommand = (group, run) => {
  const command = repositoryOption(group.command('show'))
    .argument('<snapshot>', 'its id, or the first eight digits of it')
    .description('what is in a snapshot, what isn’t, and what is known of it')
    .action((snapshot: string, options: RepositoryOptions) =>
      run(command, async (context) => {
        const { signal, terminal } = context;
        const client = await connect(context);
        const repository = await repositoryName(client, options, signal);
        const reply = await client.call('getSnapshot', { params: { repository, snapshot }, signal });
        context.print.result(reply, () => snapshotText(terminal, reply));
      }),
    );
};
