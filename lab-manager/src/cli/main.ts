import { CommanderError } from 'commander';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';
import { printer } from './output/printer.ts';
import { systemTerminal } from './output/terminal.ts';
import { createProgram } from './program.ts';

declare const LABSTEAD_VERSION: string | undefined;

// What a library of ours does in an outdated way is nothing that the person at the terminal can mend.
process.noDeprecation = true;

const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort());
const terminal = systemTerminal(process.env);
// A reader that left (`labctl logs | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

const program = createProgram({
  env: process.env,
  terminal,
  signal: interrupted.signal,
  exit: (status) => void (process.exitCode = status),
  version: typeof LABSTEAD_VERSION === 'string' ? LABSTEAD_VERSION : 'development',
});

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = ended(error);
}

function ended(error: unknown): number {
  if (error instanceof CommanderError)
    return error.exitCode === 0 ? exitCodes.ok.status : exitCodes.usage.status;
  const json = process.argv.includes('--json');
  if (error instanceof CliError) return printer(terminal, json).failure(error);
  if (interrupted.signal.aborted) return exitCodes.cancelled.status;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  terminal.say(`labctl failed in a way nobody expected; please report this:\n${text}`);
  return exitCodes.failed.status;
}
