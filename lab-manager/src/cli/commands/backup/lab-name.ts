import { CliError } from '../../cli-error.ts';
import type { LabClient } from '../../client/lab-client.ts';
import type { Context } from '../../context.ts';
import { ask } from '../../output/ask.ts';

/** For what takes the place of data. */
export async function labNameTyped(context: Context, client: LabClient): Promise<string> {
  const { name } = await client.call('getLab');
  const question = `Type the lab’s name (${name}) to go on: `;
  const answer = (await ask(context, question, 'Give --confirm with the lab’s name.')).trim();
  if (answer === name) return answer;
  throw new CliError('client.cancelled', 'That is not the lab’s name. Nothing was changed.', {});
}
