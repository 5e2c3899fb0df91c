import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

export interface OnATerminal {
  /** All that was written to it. */
  written: string;
  status: number | null;
}

/**
 * Runs a command of the shell on a real terminal of that size (util-linux's `script`), and presses Ctrl-C once `enough` of
 * what was written.
 */
export async function onATerminal(
  command: string,
  { rows, columns }: { rows: number; columns: number },
  enough: (written: string) => boolean,
  env: NodeJS.ProcessEnv = process.env,
): Promise<OnATerminal> {
  // A shell that stayed around would get the Ctrl-C as well, and some end with 130 whatever the command ended with.
  const inside = `stty rows ${rows} cols ${columns} && exec ${command}`;
  const child = spawn('script', ['--quiet', '--return', '--flush', '--command', inside, '/dev/null'], {
    env: { ...env, TERM: 'xterm-256color' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let written = '';
  child.stdout.on('data', (chunk: Buffer) => (written += chunk.toString()));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const over = AbortSignal.timeout(60_000);
  while (!enough(written) && child.exitCode === null && !over.aborted) await sleep(20);
  child.stdin.write('\u0003');
  const killed = setTimeout(() => child.kill('SIGKILL'), 10_000);
  const status = await ended;
  clearTimeout(killed);
  return { written, status };
}

/** What somebody sees on such a terminal, as far as `labctl top` speaks to it. */
export function seen(written: string, rows: number): string[] {
  const screen = Array.from({ length: rows }, () => '');
  let [row, column, scrolled] = [0, 0, 0];
  // eslint-disable-next-line no-control-regex -- terminals are spoken to in control characters
  for (const [piece] of written.matchAll(/\u001b\[[?\d;]*[A-Za-z]|[^]/g)) {
    const line = screen[row] ?? '';
    if (piece === '\u001b[H') [row, column] = [0, 0];
    else if (piece === '\u001b[K') screen[row] = line.slice(0, column);
    else if (piece === '\u001b[J') screen.fill('', row + 1).splice(row, 1, line.slice(0, column));
    else if (piece.startsWith('\u001b')) continue;
    else if (piece === '\r') column = 0;
    else if (piece === '\n' && row < rows - 1) row += 1;
    else if (piece === '\n') {
      screen.push('');
      screen.shift();
      scrolled += 1;
    } else {
      screen[row] = line.slice(0, column).padEnd(column) + piece + line.slice(column + 1);
      column += 1;
    }
  }
  if (scrolled > 0) throw new Error(`the terminal scrolled by ${scrolled} lines`);
  return screen.map((line) => line.trimEnd());
}
