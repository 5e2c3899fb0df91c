import { CliError } from '../../cli-error.ts';
import type { Context } from '../../context.ts';
import { givenSecret } from '../../given-file.ts';
import { askSecret } from '../../output/ask.ts';

/** A passphrase comes from a file or is typed: on a command line every process of the machine would see it. */
export interface PassphraseOptions {
  passphraseFile?: string;
  sealed?: true;
}

const instead = 'Give --passphrase-file.';

/** Undefined: accounts, passwords and keys are left out, which is said. */
export async function passphraseToSeal(
  context: Context,
  { passphraseFile }: PassphraseOptions,
): Promise<string | undefined> {
  if (passphraseFile !== undefined) return givenSecret(passphraseFile);
  const typed = context.terminal.interactive ? await typedTwice(context) : undefined;
  if (typed === undefined)
    context.print.say('Without a passphrase accounts, passwords and keys are left out of it.');
  return typed;
}

/** Nobody could open what was sealed with a slip of the finger. */
async function typedTwice(context: Context): Promise<string | undefined> {
  const typed = await askSecret(
    context,
    'Passphrase to seal accounts, passwords and keys with (Enter: leave them out): ',
    instead,
  );
  if (typed === '') return undefined;
  if ((await askSecret(context, 'The same again: ', instead)) === typed) return typed;
  throw new CliError('client.usage', 'That was not the same twice.', {
    hint: 'Nothing was asked of the lab. Run it again.',
  });
}

/** Undefined where nobody asked for what is sealed. */
export async function passphraseToOpen(
  context: Context,
  { passphraseFile, sealed }: PassphraseOptions,
): Promise<string | undefined> {
  if (passphraseFile !== undefined) return givenSecret(passphraseFile);
  return sealed === true ? askSecret(context, 'The export’s passphrase: ', instead) : undefined;
}
