import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { buildSync } from 'esbuild';
import { onATerminal, seen } from '../../support/on-a-terminal.ts';
import { useTempFiles } from '../../support/temp-files.ts';

const size = { rows: 6, columns: 20 };

describe('cli/output/terminal: redrawing, on a real terminal', () => {
  const root = useTempFiles();

  const drawn = async (...texts: readonly string[]) => {
    const outfile = join(root.home, 'redraw.mjs');
    const entry = resolve(import.meta.dirname, 'redraw.child.ts');
    buildSync({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm' });
    const command = `'${process.execPath}' '${outfile}' ${texts.map((text) => `'${text}'`).join(' ')}`;
    const draws = (written: string) => written.split('\u001b[?7h').length - 1;
    const { written, status } = await onATerminal(command, size, (so) => draws(so) === texts.length);
    expect(status).to.equal(0);
    return written.replace(/\^C[^]*$/, '');
  };

  it('each text stands in the place of the one before, of which nothing is left', async () => {
    const written = await drawn('a long first line|second|third|fourth', 'short|2');
    expect(seen(written, size.rows)).to.deep.equal(['short', '2', '', '', '', '']);
  });

  it('what is higher than the window doesn’t push its beginning out of sight, and says so', async () => {
    const written = await drawn('1|2|3|4|5|6|7|8', '1|2|3|4|5|6|7|9');
    expect(seen(written, size.rows)).to.deep.equal([
      ...['1', '2', '3', '4', '… and 4 more lines: make the window higher.'],
      '',
    ]);
  });

  it('a line that is too long is left to the terminal to cut, which wraps again afterwards', async () => {
    const written = await drawn('x'.repeat(50));
    expect(written.startsWith('\u001b[?7l')).to.equal(true);
    expect(written.endsWith('\u001b[?7h')).to.equal(true);
  });
});
