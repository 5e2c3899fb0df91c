import { readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { readCredentialLines, unknownCredential } from './contract/index.ts';
import { readRecoveryCode } from './core/backup/recovery-code.ts';
import { LabError } from './core/model/lab-error.ts';
import type { RepositoryLocation } from './core/model/backup.ts';
import type { RepositoryAccess, RepositorySecretsGiven } from './core/ports.ts';

/**
 * What opens a repository, from the files that install.sh lays into a folder; the password is written into `scratch`. Throws
 * `request.invalid` for credentials that are none.
 */
export async function accessGiven(
  location: RepositoryLocation,
  given: string,
  scratch: string,
): Promise<RepositoryAccess> {
  const typed = (await givenText(given, 'code')) ?? '';
  const code = readRecoveryCode(typed);
  const passwordFile = join(scratch, 'password');
  // What is no recovery code may be the repository's own password.
  await writeFile(passwordFile, 'code' in code ? code.code : typed, { mode: 0o600 });
  const hasKey = (await givenText(given, 'ssh-key')) !== undefined;
  return {
    name: 'restore',
    location,
    host: hostname(),
    passwordFile,
    credentials: credentialsIn((await givenText(given, 'credentials')) ?? ''),
    ssh: hasKey ? { keyFile: join(given, 'ssh-key'), knownHostsFile: join(given, 'known-hosts') } : undefined,
  };
}

/** The same, as a lab keeps it. */
export async function secretsGiven({
  passwordFile,
  credentials,
  ssh,
}: RepositoryAccess): Promise<RepositorySecretsGiven & { password: string }> {
  const whole = (path: string): Promise<string> => readFile(path, 'utf8');
  return {
    password: await whole(passwordFile),
    ...(Object.keys(credentials).length > 0 && { credentials }),
    ...(ssh && {
      ssh: { privateKey: await whole(ssh.keyFile), knownHosts: await whole(ssh.knownHostsFile) },
    }),
  };
}

/**
 * What was typed may have been meant as a recovery code: where it doesn't open the repository, the check digits know which group is
 * wrong. Any other error is answered as it is.
 */
export async function withTypedCode(error: unknown, given: string): Promise<unknown> {
  if (!(error instanceof LabError) || error.code !== 'backup.wrong_key') return error;
  const read = readRecoveryCode((await givenText(given, 'code')) ?? '');
  if ('code' in read) return error;
  return new LabError('backup.wrong_key', error.message, {
    hint: `As a recovery code it isn’t right: ${read.message} ${error.hint ?? ''}`.trim(),
    cause: error,
  });
}

function credentialsIn(lines: string): Record<string, string> {
  const read = readCredentialLines(lines);
  if ('variables' in read) return read.variables;
  const { message, hint } = unknownCredential(read.unknown);
  throw new LabError('request.invalid', message, { hint });
}

/** Without the end of its line; undefined where it wasn't given. */
export const givenText = (folder: string, name: string): Promise<string | undefined> =>
  readFile(join(folder, name), 'utf8').then(
    (it) => it.replace(/\r?\n$/, ''),
    () => undefined,
  );
