import { CliError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { ask } from './ask.ts';

/** Goes on after a yes; anything else is a no. Without a terminal it has to be said on the command line. */
export async function confirm(context: Context, question: string): Promise<void> {
  const answer = await ask(context, `${question} [y/N] `, 'Say --yes to go on without being asked.');
  if (!/^y(es)?$/i.test(answer.trim())) throw new CliError('client.cancelled', 'Nothing was changed.', {});
}
