import { utf8Text } from '../../contract/config.ts';
import { CliError } from '../cli-error.ts';
import { givenBytes } from '../given-file.ts';

/** A lab file as somebody hands it over: by its name, or through stdin. */
export async function readInput(file: string): Promise<string> {
  const read = utf8Text(await givenBytes(file));
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

export function versionNumber(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new CliError('client.usage', `“${text}” is not a version number.`, {
    hint: 'labctl config history lists them.',
  });
}
