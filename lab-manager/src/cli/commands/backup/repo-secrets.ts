import type { Command } from 'commander';
import {
  readCredentialLines,
  unknownCredential,
  type AddRepositoryRequest,
  type CredentialVariable,
  type RepositoryReply,
} from '../../../contract/index.ts';
import { CliError } from '../../cli-error.ts';
import type { Context } from '../../context.ts';
import { givenSecret, givenText } from '../../given-file.ts';
import { ask, askSecret } from '../../output/ask.ts';

export interface SecretOptions {
  credentialsFile?: string;
  sshKey?: string;
  knownHosts?: string;
  existing?: boolean;
  passwordFile?: string;
}

/** Secrets come from files or are typed: on a command line every process of the machine would see them. */
export function secretOptions(command: Command): Command {
  return command
    .option('--credentials-file <file>', 'lines NAME=value for S3 or a REST server (- is stdin)')
    .option('--ssh-key <file>', 'private key without a passphrase, for SFTP')
    .option('--known-hosts <file>', 'the lines of known_hosts that name the host, for SFTP')
    .option('--existing', 'open a repository that is there: asks for its recovery code or password')
    .option('--password-file <file>', 'read that from a file (- is stdin) instead of being asked');
}

/** What was given, or is typed now where a repository of this kind needs it. */
export async function secretsGiven(
  context: Context,
  kind: RepositoryReply['kind'] | undefined,
  options: SecretOptions,
): Promise<AddRepositoryRequest> {
  const variables = await variablesGiven(context, kind, options);
  const ssh = await sshGiven(kind, options);
  const password = await passwordGiven(context, options);
  const credentials = {
    ...(variables !== undefined && { variables }),
    ...(ssh !== undefined && { ssh }),
  };
  return {
    ...(Object.keys(credentials).length > 0 && { credentials }),
    ...(password !== undefined && { password }),
  };
}

type Variables = Partial<Record<CredentialVariable, string>>;

async function variablesGiven(
  context: Context,
  kind: RepositoryReply['kind'] | undefined,
  { credentialsFile }: SecretOptions,
): Promise<Variables | undefined> {
  if (credentialsFile !== undefined) return variablesIn(await givenText(credentialsFile));
  const instead = 'Give --credentials-file with lines NAME=value.';
  if (kind === 's3')
    return {
      AWS_ACCESS_KEY_ID: await ask(context, 'Access key id: ', instead),
      AWS_SECRET_ACCESS_KEY: await askSecret(context, 'Secret access key: ', instead),
    };
  if (kind !== 'rest' || !context.terminal.interactive) return undefined;
  const user = (await ask(context, 'User of the REST server (Enter: none): ', instead)).trim();
  if (user === '') return undefined;
  return {
    RESTIC_REST_USERNAME: user,
    RESTIC_REST_PASSWORD: await askSecret(context, 'Password: ', instead),
  };
}

/** Throws `client.usage`. */
function variablesIn(text: string): Variables {
  const read = readCredentialLines(text);
  if ('variables' in read) return read.variables;
  const { message, hint } = unknownCredential(read.unknown);
  throw new CliError('client.usage', message, { hint });
}

async function sshGiven(
  kind: RepositoryReply['kind'] | undefined,
  { sshKey, knownHosts }: SecretOptions,
): Promise<{ privateKey: string; knownHosts: string } | undefined> {
  if (sshKey !== undefined && knownHosts !== undefined)
    return { privateKey: await givenText(sshKey), knownHosts: await givenText(knownHosts) };
  if (sshKey === undefined && knownHosts === undefined && kind !== 'sftp') return undefined;
  throw new CliError('client.usage', 'A repository over SFTP needs --ssh-key and --known-hosts.', {
    hint: 'The lines for --known-hosts: ssh-keyscan HOST > known_hosts; compare them with what the host itself shows.',
  });
}

async function passwordGiven(
  context: Context,
  { existing, passwordFile }: SecretOptions,
): Promise<string | undefined> {
  if (passwordFile !== undefined) return givenSecret(passwordFile);
  if (existing !== true) return undefined;
  return askSecret(context, 'Its recovery code or password: ', 'Give --password-file.');
}
