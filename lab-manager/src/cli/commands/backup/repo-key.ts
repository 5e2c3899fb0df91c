import { connect, type Context } from '../../context.ts';
import { givenSecret } from '../../given-file.ts';
import type { LabClient } from '../../client/lab-client.ts';
import { askSecret } from '../../output/ask.ts';
import { codeSheet } from '../../output/repository-text.ts';
import type { AddCommand } from '../../command.ts';

interface Options {
  confirm?: boolean;
  codeFile?: string;
}

const instead = 'Give --code-file with a file that holds it.';

/** `labctl backup repo key`: a code that opens a repository without this lab, and counts once it was typed back. */
export const addKey: AddCommand = (group, run) => {
  const command = group
    .command('key')
    .argument('<name>', 'as the lab file names it')
    .description(
      'make a recovery code, which opens the repository without this lab, and type it back; one that was typed back before works until then',
    )
    .option('--confirm', 'make none: type back the one that was made last')
    .option('--code-file <file>', 'read what is typed back from a file (- is stdin)')
    .action((repository: string, { confirm, codeFile }: Options) =>
      run(command, async (context) => {
        const client = await connect(context);
        if (confirm === true || codeFile !== undefined) {
          const typed = await typedCode(context, codeFile);
          return typedBack(context, client, repository, typed);
        }
        const made = await client.call('makeRecoveryCode', { params: { repository } });
        context.print.result(made, () => codeSheet(made));
        if (!context.terminal.interactive || context.print.json) return leftOpen(context, repository);
        const typed = await askSecret(context, 'Type it back from paper (Enter: later): ', instead);
        if (typed.trim() === '') return leftOpen(context, repository);
        return typedBack(context, client, repository, typed);
      }),
    );
};

const typedCode = async (context: Context, file: string | undefined): Promise<string> =>
  file === undefined ? askSecret(context, 'Recovery code: ', instead) : givenSecret(file);

async function typedBack(
  context: Context,
  client: LabClient,
  repository: string,
  code: string,
): Promise<void> {
  const reply = await client.call('confirmRecoveryCode', { params: { repository }, body: { code } });
  context.print.result(reply, () => `That code opens ${repository}. Keep it away from this machine.`);
}

function leftOpen({ print }: Context, repository: string): void {
  print.say(
    `It counts once it was typed back: labctl backup repo key ${repository} --confirm. One that was typed back before works until then.`,
  );
}
