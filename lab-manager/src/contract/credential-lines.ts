import { credentialVariables, type CredentialVariable } from './backup-requests.ts';

export type CredentialLines =
  | { variables: Partial<Record<CredentialVariable, string>> }
  /** Name that stands where one of a credential should: empty where the line is no `NAME=value`. */
  | { unknown: string };

/**
 * A file of credentials as people write and shells export it: `NAME=value` a line, the value as it stands or between quotes, with
 * `export` before it or not. The same wherever one is given: what made a repository has to open it on another machine, too.
 */
export function readCredentialLines(text: string): CredentialLines {
  const variables: Partial<Record<CredentialVariable, string>> = {};
  for (const line of text.split(/\r?\n/).filter((one) => !/^\s*(#|$)/.test(one))) {
    const [, name = '', value = ''] = /^\s*(?:export\s+)?([A-Z][A-Z0-9_]*)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    const known = credentialVariables.find((one) => one === name);
    // Not with the line: it may hold the secret.
    if (known === undefined) return { unknown: name };
    variables[known] = /^(["']).*\1$/.test(value) && value.length > 1 ? value.slice(1, -1) : value;
  }
  return { variables };
}

/** What is wrong with a line whose name is no credential, and what may stand there; two sentences, which repeat nothing secret. */
export const unknownCredential = (name: string): { message: string; hint: string } => ({
  message:
    name === ''
      ? 'A line of the credentials is not NAME=value.'
      : `${name} is no credential of a repository.`,
  hint: `There is: ${credentialVariables.join(', ')}.`,
});
