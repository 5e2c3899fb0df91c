import { CliError } from '../cli-error.ts';
import { credentialsPath, readCredentials, writeCredentials } from '../client/credentials.ts';
import { connect, meantLab } from '../context.ts';
import type { AddCommand } from '../command.ts';

/** `labctl logout`: revokes the token that login kept, and forgets it. */
export const logout: AddCommand = (parent, run) => {
  const command = parent
    .command('logout')
    .description('revoke the kept token and forget it')
    .action(() =>
      run(command, async (context) => {
        const client = await connect(context);
        const path = credentialsPath(context.env);
        const kept = await readCredentials(path);
        const { keptAs, kept: mine } = await meantLab(context);
        if (!kept || mine === undefined)
          throw new CliError('client.not_found', `There is no sign-in to ${client.url.origin} here.`);
        await revoke(client, mine.token);
        const labs = Object.fromEntries(Object.entries(kept.labs).filter(([origin]) => origin !== keptAs));
        await writeCredentials(path, { current: Object.keys(labs)[0] ?? client.url.origin, labs });
        context.print.result({ url: client.url.origin }, () => `Signed out of ${client.url.origin}.`);
      }),
    );
};

/** A token that the lab knows no longer is as good as revoked. */
async function revoke(client: Awaited<ReturnType<typeof connect>>, token: string): Promise<void> {
  const id = token.split('_')[2] ?? '';
  await client.call('revokeToken', { params: { id } }).catch((error: unknown) => {
    if (!(error instanceof CliError) || ![401, 404].includes(error.httpStatus ?? 0)) throw error;
  });
}
