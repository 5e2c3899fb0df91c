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
