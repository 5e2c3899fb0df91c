import { systemTerminal } from '../../../src/cli/output/terminal.ts';

/** Draws each of its arguments in the place of the one before, and waits for Ctrl-C. */
// Before anything is drawn: what is drawn is what has the Ctrl-C pressed.
process.once('SIGINT', () => process.exit(0));
const terminal = systemTerminal(process.env);
for (const text of process.argv.slice(2)) terminal.redraw(text.replaceAll('|', '\n'));
setTimeout(() => process.exit(1), 60_000);
