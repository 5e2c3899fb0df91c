import { readFile } from 'node:fs/promises';
import { buffer as readAll } from 'node:stream/consumers';
import { CliError } from './cli-error.ts';

/** What somebody hands over as a file, by its name, or through stdin as `-`. Throws `client.usage`. */
export async function givenBytes(file: string): Promise<Buffer> {
  try {
    return file === '-' ? await readAll(process.stdin) : await readFile(file);
  } catch (error) {
    throw new CliError('client.usage', `Could not read ${file}: ${(error as Error).message}.`, {
      hint: 'Give the name of a file that you may read, or - for what is piped in.',
      cause: error,
    });
  }
}

export const givenText = async (file: string): Promise<string> => (await givenBytes(file)).toString('utf8');

/** A secret in a file: one line, without its end. */
export const givenSecret = async (file: string): Promise<string> =>
  (await givenText(file)).replace(/\r?\n$/, '');
