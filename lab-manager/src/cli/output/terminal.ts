import { screenful } from './screen.ts';

/** Of a terminal that doesn't say how high it is. */
const usualRows = 24;

/** Data goes to stdout, everything said about it to stderr: a pipe gets the data alone. */
export interface Terminal {
  data(text: string): void;
  say(text: string): void;
  /** Replaces the last such line where the terminal can; else says nothing. */
  progress(text: string): void;
  /** Ends a progress line. */
  progressDone(): void;
  /** Whether what was drawn can be drawn anew in its place. */
  redraws: boolean;
  /** Puts this text in the place of the whole screen. */
  redraw(text: string): void;
  color: boolean;
  interactive: boolean;
}

export function systemTerminal(env: NodeJS.ProcessEnv): Terminal {
  const live = process.stderr.isTTY === true;
  let open = false;
  const close = () => {
    if (open) process.stderr.write('\n');
    open = false;
  };
  return {
    data: (text) => void process.stdout.write(`${text}\n`),
    say(text) {
      close();
      process.stderr.write(`${text}\n`);
    },
    progress(text) {
      if (!live) return;
      process.stderr.write(`\r\u001b[K${text}`);
      open = true;
    },
    progressDone: close,
    redraws: process.stdout.isTTY === true,
    redraw: (text) => void process.stdout.write(screenful(text, process.stdout.rows || usualRows)),
    color: process.stdout.isTTY === true && !env['NO_COLOR'],
    interactive: process.stdin.isTTY === true && live,
  };
}
