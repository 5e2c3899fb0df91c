import { CommanderError } from 'commander';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';
import { printer } from './output/printer.ts';
import { createProgram, type Surroundings } from './program.ts';

/** Runs a command line and answers the exit status. With --json every failure is a JSON object on stdout. */
export async function runLabctl(
  argv: readonly string[],
  surroundings: Omit<Surroundings, 'json' | 'exit'>,
): Promise<number> {
  // Not as commander has read it: a command line that it refuses counts too.
  const json = argv.includes('--json') || surroundings.env['LAB_JSON'] !== undefined;
  let status: number = exitCodes.ok.status;
  const program = createProgram({ ...surroundings, json, exit: (own) => void (status = own) });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return status;
  } catch (error) {
    return json ? endedInJson(error, surroundings) : endedInWords(error, surroundings);
  }
}

type Ending = Pick<Surroundings, 'terminal' | 'signal'>;

function endedInWords(error: unknown, { terminal, signal }: Ending): number {
  // Commander has said it.
  if (error instanceof CommanderError)
    return error.exitCode === 0 ? exitCodes.ok.status : exitCodes.usage.status;
  if (error instanceof CliError) return printer(terminal, false).failure(error);
  if (signal.aborted) return exitCodes.cancelled.status;
  terminal.say(`labctl failed in a way nobody expected; please report this:\n${stackOf(error)}`);
  return exitCodes.failed.status;
}

function endedInJson(error: unknown, { terminal, signal }: Ending): number {
  if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.ok.status;
  return printer(terminal, true).failure(asCliError(error, signal));
}

function asCliError(error: unknown, signal: AbortSignal): CliError {
  if (error instanceof CliError) return error;
  if (error instanceof CommanderError) return usageError(error);
  if (signal.aborted) return new CliError('client.cancelled', 'Cancelled.');
  return new CliError('client.unexpected', 'labctl failed in a way nobody expected; please report this.', {
    hint: stackOf(error),
  });
}

/** A group of commands without one of them is answered by its help, which is no message. */
function usageError({ code, message }: CommanderError): CliError {
  const [first = '', ...more] = code === 'commander.help' ? ['A command is missing.'] : message.split('\n');
  return new CliError('client.usage', first.replace(/^error: /, ''), {
    hint: more.join(' ') || 'labctl --help lists the commands.',
  });
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
