import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { CliError } from '../cli-error.ts';

const keptLab = z.object({
  token: z.string(),
  caFile: z.string().optional(),
  /** Data root of a lab of this machine, whose address may change. */
  home: z.string().optional(),
});
const stored = z.object({
  /** The lab used when none is named. */
  current: z.string(),
  /** By address. */
  labs: z.record(z.string(), keptLab),
});
export type KeptLab = z.infer<typeof keptLab>;
export type Credentials = z.infer<typeof stored>;

export function credentialsPath(env: NodeJS.ProcessEnv): string {
  return join(env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'labstead', 'credentials.json');
}

export async function readCredentials(path: string): Promise<Credentials | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new CliError('client.usage', `Could not read ${path}: ${error.message}.`);
  });
  if (text === undefined) return undefined;
  const parsed = stored.safeParse(tryJson(text));
  if (parsed.success) return parsed.data;
  throw new CliError('client.usage', `${path} is not a credentials file of labctl.`, {
    hint: 'Remove it and run labctl login.',
  });
}

/** Readable by its owner alone from the first byte. */
export async function writeCredentials(path: string, credentials: Credentials): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${process.pid}.tmp`;
  const file = await open(temporary, 'w', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(credentials, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
