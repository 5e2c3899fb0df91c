import type { VersionReply } from '../../contract/index.ts';
import { CliError } from '../cli-error.ts';
import { connect, type Context } from '../context.ts';
import type { AddCommand } from '../command.ts';

/** `labctl version`: of this command, and of the lab's manager and engine where it can be asked. */
export const version: AddCommand = (parent, run) => {
  const command = parent
    .command('version')
    .description('print the versions of this command and of the lab')
    .action(() =>
      run(command, async (context) => {
        const own = parent.version() ?? '';
        const lab = await asked(context);
        const reply = lab instanceof CliError ? { unknown: { code: lab.code, message: lab.message } } : lab;
        context.print.result({ labctl: own, ...reply }, () =>
          [`labctl       ${own}`, ...(lab instanceof CliError ? [] : labAsWords(lab))].join('\n'),
        );
        if (lab instanceof CliError) context.print.say(`The lab’s own can’t be told: ${lab.message}`);
      }),
    );
};

/** Its versions, or why they can't be told: not signed in, not reached. */
async function asked(context: Context): Promise<VersionReply | CliError> {
  const client = await connect(context);
  return client.call('getVersion').catch((error: unknown) => {
    if (error instanceof CliError) return error;
    throw error;
  });
}

function labAsWords({ version, labId, node, engine }: VersionReply): string[] {
  return [
    `lab-manager  ${version} (lab ${labId}, node ${node})`,
    `engine       ${engine ? `${engine.version} (API ${engine.apiVersion})` : 'can’t be reached'}`,
  ];
}
