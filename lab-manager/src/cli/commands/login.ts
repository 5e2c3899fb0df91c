import { readFile } from 'node:fs/promises';
import { hostname, userInfo } from 'node:os';
import { resolve } from 'node:path';
import { CliError } from '../cli-error.ts';
import { credentialsPath, readCredentials, writeCredentials } from '../client/credentials.ts';
import { connect, meantLab, type Context, type MeantLab } from '../context.ts';
import { ask, askSecret } from '../output/ask.ts';
import type { AddCommand } from '../command.ts';

interface Options {
  email?: string;
  passwordFile?: string;
  days: string;
}

const instead = 'Give --email and --password-file.';

/** `labctl login`: exchanges the password for a token that is kept in the user's own configuration. */
export const login: AddCommand = (parent, run) => {
  const command = parent
    .command('login')
    .description('sign in to a lab and remember it')
    .option('--email <address>', 'account to sign in with; asked for otherwise')
    .option('--password-file <file>', 'read the password from a file (- is stdin) instead of asking')
    .option('--days <count>', 'how long the token lives, 1 to 365', '90')
    .action((options: Options) =>
      run(command, async (context) => {
        const lab = await meantLab(context);
        const client = await connect(context);
        const email = options.email ?? (await ask(context, 'E-mail: ', instead));
        const password = await readPassword(context, options.passwordFile);
        const reply = await client.call('login', {
          body: {
            email,
            password,
            tokenName: `labctl of ${userInfo().username} on ${hostname()}`,
            days: Number(options.days),
          },
        });
        await remember(context, lab, reply.token);
        context.print.result(
          { url: client.url.origin, email, expiresAt: reply.expiresAt },
          () => `Signed in to ${client.url.origin} as ${email} until ${reply.expiresAt.slice(0, 10)}.`,
        );
      }),
    );
};

async function readPassword(context: Context, file: string | undefined): Promise<string> {
  if (file === undefined) return askSecret(context, 'Password: ', instead);
  try {
    return (await readFile(file === '-' ? '/dev/stdin' : file, 'utf8')).replace(/\r?\n$/, '');
  } catch (error) {
    throw new CliError('client.usage', `Could not read ${file}: ${(error as Error).message}.`, {
      cause: error,
    });
  }
}

/** In the place of what was kept of this lab before, also under an address that it no longer has. */
async function remember({ env, options }: Context, lab: MeantLab, token: string): Promise<void> {
  const path = credentialsPath(env);
  const others = Object.entries((await readCredentials(path))?.labs ?? {}).filter(
    ([origin]) => origin !== lab.keptAs,
  );
  const caFile = options.caFile ?? env['LAB_CA_FILE'] ?? lab.kept?.caFile;
  const home = lab.home ?? lab.kept?.home;
  const mine = { token, ...(caFile && { caFile: resolve(caFile) }), ...(home && { home: resolve(home) }) };
  const current = lab.url.origin;
  await writeCredentials(path, { current, labs: { ...Object.fromEntries(others), [current]: mine } });
}
