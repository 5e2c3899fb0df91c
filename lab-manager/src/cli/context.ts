import { readFile } from 'node:fs/promises';
import { CliError } from './cli-error.ts';
import { credentialsPath, readCredentials, type Credentials, type KeptLab } from './client/credentials.ts';
import { agentFor } from './client/http.ts';
import { LabClient } from './client/lab-client.ts';
import { localCaFile, servedAddress } from './client/local-lab.ts';
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

const usual = { url: 'https://lab.localhost', home: '/var/lib/labstead' };

/** The lab that is meant, and what is known of it here. */
export interface MeantLab {
  url: URL;
  /** Data root of a lab of this machine. */
  home: string | undefined;
  /** The address under which its sign-in is kept: of a lab that moved, the one it had. */
  keptAs: string | undefined;
  kept: KeptLab | undefined;
}

/** Which lab is meant, and how one signed in to it before. */
export async function meantLab(context: Context): Promise<MeantLab> {
  const credentials = await readCredentials(credentialsPath(context.env));
  const { url, home } = await located(context, credentials);
  const labs = credentials?.labs ?? {};
  const moved = Object.keys(labs).find((origin) => home !== undefined && labs[origin]?.home === home);
  const keptAs = labs[url.origin] === undefined ? moved : url.origin;
  return { url, home, keptAs, kept: labs[keptAs ?? ''] };
}

/**
 * What the caller says comes first: options, then the environment, an address before a data root. Then what `labctl login`
 * kept, then the lab of this machine.
 */
async function located(
  { options, env }: Context,
  credentials: Credentials | undefined,
): Promise<Pick<MeantLab, 'url' | 'home'>> {
  const address = options.url ?? env['LAB_URL'];
  if (address !== undefined) return { url: labUrl(address), home: undefined };
  const chosen = env['LABSTEAD_HOME'];
  const current = credentials?.labs[credentials.current];
  const home = chosen ?? (current === undefined ? defaultHome(env) : current.home);
  const served = home === undefined ? undefined : await servedAddress(home);
  if (chosen !== undefined && served === undefined) throw nothingServed(chosen);
  return { url: labUrl(served ?? credentials?.current ?? usual.url), home };
}

export async function connect(context: Context): Promise<LabClient> {
  const { options, env } = context;
  const { url, home, kept } = await meantLab(context);
  const caFile = options.caFile ?? env['LAB_CA_FILE'] ?? kept?.caFile;
  return new LabClient({
    url,
    agent: agentFor(await readCa(caFile, home ?? kept?.home ?? env['LABSTEAD_HOME'] ?? defaultHome(env))),
    token: (await tokenFromFile(env)) ?? kept?.token,
  });
}

/** The installed command says where the lab of this machine is. */
function defaultHome(env: NodeJS.ProcessEnv): string {
  return env['LABSTEAD_DEFAULT_HOME'] ?? usual.home;
}

function nothingServed(home: string): CliError {
  return new CliError('client.usage', `No lab is served from ${home}, which LABSTEAD_HOME names.`, {
    hint: 'Is it the data root of a lab that is up? Without LABSTEAD_HOME: labctl --url https://lab.example.org',
  });
}

export function labUrl(text: string): URL {
  const url = URL.parse(text.includes('://') ? text : `https://${text}`);
  if (url?.protocol === 'https:' && url.pathname === '/') return url;
  throw new CliError('client.usage', `“${text}” is not the address of a lab.`, {
    hint: 'Write it like https://lab.example.org',
  });
}

/** The CA of a lab on this very machine is where the manager put it. */
async function readCa(caFile: string | undefined, home: string): Promise<string | undefined> {
  try {
    return await readFile(caFile ?? localCaFile(home), 'utf8');
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
