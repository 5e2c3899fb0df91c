import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CliError } from './cli-error.ts';
import { credentialsPath, readCredentials } from './client/credentials.ts';
import { agentFor } from './client/http.ts';
import { LabClient } from './client/lab-client.ts';
import { printer, type Printer } from './output/printer.ts';
import type { Terminal } from './output/terminal.ts';

/** Options that every command takes. */
export interface GlobalOptions {
  json?: boolean;
  url?: string;
  caFile?: string;
}

/** What a command gets: its surroundings as arguments, so that tests need no real ones. */
export interface Context {
  env: NodeJS.ProcessEnv;
  terminal: Terminal;
  print: Printer;
  /** Aborts on Ctrl-C. */
  signal: AbortSignal;
  options: GlobalOptions;
}

export function newContext(
  options: GlobalOptions,
  env: NodeJS.ProcessEnv,
  terminal: Terminal,
  signal: AbortSignal,
): Context {
  return { options, env, terminal, signal, print: printer(terminal, options.json === true) };
}

const usualUrl = 'https://lab.localhost';

/**
 * Which lab is meant, and with what right: options first, then the environment, then what `labctl login` kept, then the lab
 * of this machine, whose address the installed command passes on in LABSTEAD_URL.
 */
export async function connect(context: Context): Promise<LabClient> {
  const { options, env } = context;
  const kept = await readCredentials(credentialsPath(env));
  const url = labUrl(options.url ?? env['LAB_URL'] ?? kept?.current ?? env['LABSTEAD_URL'] ?? usualUrl);
  const known = kept?.labs[url.origin];
  const caFile = options.caFile ?? env['LAB_CA_FILE'] ?? known?.caFile;
  return new LabClient({
    url,
    agent: agentFor(await readCa(caFile, env)),
    token: (await tokenFromFile(env)) ?? known?.token,
  });
}

export function labUrl(text: string): URL {
  const url = URL.parse(text.includes('://') ? text : `https://${text}`);
  if (url?.protocol === 'https:' && url.pathname === '/') return url;
  throw new CliError('client.usage', `“${text}” is not the address of a lab.`, {
    hint: 'Write it like https://lab.example.org',
  });
}

/** Where a lab on this very machine has its CA; core/desired/paths.ts puts it there. */
export const localCa = (env: NodeJS.ProcessEnv): string =>
  join(env['LABSTEAD_HOME'] ?? '/var/lib/labstead', 'edge/certs/ca.crt');

async function readCa(caFile: string | undefined, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  try {
    return await readFile(caFile ?? localCa(env), 'utf8');
  } catch (error) {
    if (caFile === undefined) return undefined;
    throw new CliError(
      'client.usage',
      `Could not read the CA certificate ${caFile}: ${(error as Error).message}.`,
    );
  }
}

/** A file, not a variable: variables are seen by every process of the same user. */
async function tokenFromFile(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const path = env['LAB_TOKEN_FILE'];
  return path === undefined ? undefined : (await readFile(path, 'utf8')).trim();
}
