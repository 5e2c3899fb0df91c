import { systemTerminal } from './output/terminal.ts';
import { runLabctl } from './run-labctl.ts';

declare const LABSTEAD_VERSION: string | undefined;

// What a library of ours does in an outdated way is nothing that the person at the terminal can mend.
process.noDeprecation = true;

const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort());
// A reader that left (`labctl logs | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

process.exitCode = await runLabctl(process.argv.slice(2), {
  env: process.env,
  terminal: systemTerminal(process.env),
  signal: interrupted.signal,
  version: typeof LABSTEAD_VERSION === 'string' ? LABSTEAD_VERSION : 'development',
});
