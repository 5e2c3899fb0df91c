import type { RestorePlanReply } from '../../../contract/index.ts';
import { connect, type Context } from '../../context.ts';
import { planText } from '../../output/snapshot-text.ts';
import type { AddCommand } from '../../command.ts';
import { stopOptions, told, whenBusy, workOf, type JobOptions } from '../run-job.ts';
import { labNameTyped } from './lab-name.ts';
import { repositoryOption, type RepositoryOptions } from './repository-option.ts';

interface Options extends JobOptions, RepositoryOptions {
  path?: string;
  confirm?: string;
  lacking?: boolean;
  plan?: boolean;
}

/** `labctl backup restore`: says what it does, asks for the lab's name, and follows the job. */
export const addRestore: AddCommand = (group, run) => {
  const command = stopOptions(repositoryOption(group.command('restore')))
    .argument('<snapshot>', 'its id, or the first eight digits of it')
    .argument('[target]', 'lab, an environment, or a database, e.g. prod-db', 'lab')
    .description(
      'restore the lab, an environment or a database; what is there now is put aside until you confirm',
    )
    .option('--path <path>', 'one file or folder instead, as labctl backup browse shows it')
    .option(
      '--lacking',
      'what can be had, of a snapshot that lacks something or of which a database can’t be made anew: the rest stays as it is now',
    )
    .option('--plan', 'only say what it would do')
    .option('--confirm <name>', 'the lab’s name, instead of being asked for it')
    .action((snapshot: string, target: string, options: Options) =>
      run(command, async (context) => {
        const client = await connect(context);
        const { repository, path } = options;
        const meant = {
          ...{ snapshot, target },
          ...(repository !== undefined && { repository }),
          ...(path !== undefined && { path }),
        };
        const plan = await client.call('planRestore', { body: meant });
        if (options.plan === true) return void context.print.result(plan, () => planText(plan));
        const confirm = options.confirm ?? (await asked(context, client, plan));
        const lacking = options.lacking === true;
        const body = { ...meant, lacking, confirm, whenBusy: whenBusy(options), ...workOf(options) };
        return told(context, client, await client.call('restoreSnapshot', { body }), options);
      }),
    );
};

async function asked(
  context: Context,
  client: Parameters<typeof labNameTyped>[1],
  plan: RestorePlanReply,
): Promise<string> {
  context.print.say(planText(plan));
  return labNameTyped(context, client);
}
