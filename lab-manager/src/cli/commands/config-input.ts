import { readFile } from 'node:fs/promises';
import { buffer as readAll } from 'node:stream/consumers';
import { utf8Text } from '../../contract/config.ts';
import { CliError } from '../cli-error.ts';

/** A lab file as somebody hands it over: by its name, or through stdin. */
export async function readInput(file: string): Promise<string> {
  const read = utf8Text(await readBytes(file));
  if ('text' in read) return read.text;
  throw new CliError(
    'labfile.invalid',
    `${file === '-' ? 'What was piped in' : file} is not written as UTF-8.`,
    {
      hint: 'Save it as UTF-8; the line named is the first one concerned.',
      details: [{ path: '', line: read.badLine, message: 'has characters that are not written as UTF-8' }],
    },
  );
}

async function readBytes(file: string): Promise<Buffer> {
  try {
    return file === '-' ? await readAll(process.stdin) : await readFile(file);
  } catch (error) {
    throw new CliError('client.usage', `Could not read ${file}: ${(error as Error).message}.`, {
      hint: 'Give the name of a file that you may read, or - for what is piped in.',
      cause: error,
    });
  }
}

export function versionNumber(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new CliError('client.usage', `“${text}” is not a version number.`, {
    hint: 'labctl config history lists them.',
  });
}
