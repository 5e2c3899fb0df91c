import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { CliError } from '../cli-error.ts';
import type { Context } from '../context.ts';

/** Asks on the terminal; where there is none, says which option to use instead. */
export async function ask(context: Context, question: string, instead: string): Promise<string> {
  demandTerminal(context, instead);
  return prompt(question, process.stderr, context.signal);
}

/** As `ask`, without showing what is typed. */
export async function askSecret(context: Context, question: string, instead: string): Promise<string> {
  demandTerminal(context, instead);
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const answer = await prompt('', silent, context.signal);
  process.stderr.write('\n');
  return answer;
}

function demandTerminal({ terminal }: Context, instead: string): void {
  if (terminal.interactive) return;
  throw new CliError('client.usage', 'There is no terminal to ask on.', {
    hint: instead,
  });
}

async function prompt(question: string, output: NodeJS.WritableStream, signal: AbortSignal): Promise<string> {
  const lines = createInterface({ input: process.stdin, output, terminal: true });
  try {
    return await lines.question(question, { signal });
  } finally {
    lines.close();
  }
}
