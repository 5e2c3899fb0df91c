import { connect } from '../../context.ts';
import { confirm } from '../../output/confirm.ts';
import { repositoriesText, repositoryText } from '../../output/repository-text.ts';
import type { AddCommand } from '../../command.ts';
import { addKey } from './repo-key.ts';
import { secretOptions, secretsGiven, type SecretOptions } from './repo-secrets.ts';

/** `labctl backup repo …`: where snapshots are kept, and what opens that. */
export const addRepo: AddCommand = (parent, run) => {
  const group = parent
    .command('repo')
    .description('where snapshots are kept: list, add, test, remove, and the recovery code');
  for (const add of [addList, addAdd, addTest, addKey, addRemove]) add(group, run);
};

const addList: AddCommand = (group, run) => {
  const command = group
    .command('list')
    .description('repositories, and what is known of each')
    .action(() =>
      run(command, async (context) => {
        const reply = await (await connect(context)).call('listRepositories');
        context.print.result(reply, () => repositoriesText(context.terminal, reply.items));
      }),
    );
};

const addAdd: AddCommand = (group, run) => {
  const command = secretOptions(group.command('add'))
    .argument('<name>', 'as the lab file names it')
    .description('make a repository that the lab file names, or open one that is there')
    .action((repository: string, options: SecretOptions) =>
      run(command, async (context) => {
        const client = await connect(context);
        const { items } = await client.call('listRepositories');
        const kind = items.find(({ name }) => name === repository)?.kind;
        const body = await secretsGiven(context, kind, options);
        const made = await client.call('addRepository', {
          params: { repository },
          body,
          signal: context.signal,
        });
        context.print.result(made, () => repositoryText(context.terminal, made));
        if (made.recoveryCode === 'none')
          context.print.say(
            `Nothing but this lab opens it yet. Make a recovery code: labctl backup repo key ${repository}`,
          );
      }),
    );
};

const addTest: AddCommand = (group, run) => {
  const command = secretOptions(group.command('test'))
    .argument('<name>', 'as the lab file names it')
    .description('whether a repository opens; changes nothing in it')
    .option('--location <place>', 'another place than the lab file’s, e.g. before it is written there')
    .action((repository: string, options: SecretOptions & { location?: string }) =>
      run(command, async (context) => {
        const client = await connect(context);
        const { location } = options;
        const secrets = await secretsGiven(context, undefined, options);
        const body = { ...secrets, ...(location !== undefined && { location }) };
        await client.call('testRepository', { params: { repository }, body, signal: context.signal });
        context.print.result({ repository, opens: true }, () => `${repository} opens.`);
      }),
    );
};

const addRemove: AddCommand = (group, run) => {
  const command = group
    .command('remove')
    .argument('<name>', 'one that the lab file doesn’t name any more')
    .description('forget its key and credentials here; what it holds stays where it is')
    .option('--anyhow', 'although nobody typed a recovery code of it back: then nothing may open it any more')
    .option('-y, --yes', 'do not ask')
    .action((repository: string, options: { anyhow?: boolean; yes?: boolean }) =>
      run(command, async (context) => {
        const client = await connect(context);
        if (options.yes !== true)
          await confirm(context, `This forgets the key of ${repository} on this machine. Go on?`);
        const query = { anyhow: options.anyhow };
        await client.call('removeRepository', { params: { repository }, query });
        context.print.result({ repository }, () => `Forgot ${repository}. What it holds is where it was.`);
      }),
    );
};
