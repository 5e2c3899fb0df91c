import { systemTerminal } from '../../../src/cli/output/terminal.ts';

/** Draws each of its arguments in the place of the one before, and waits for Ctrl-C. */
const terminal = systemTerminal(process.env);
for (const text of process.argv.slice(2)) terminal.redraw(text.replaceAll('|', '\n'));
process.once('SIGINT', () => process.exit(0));
setTimeout(() => process.exit(1), 60_000);
