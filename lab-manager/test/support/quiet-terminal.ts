import type { Terminal } from '../../src/cli/output/terminal.ts';

/** A terminal that remembers: what went to stdout, and what was said beside it. */
export function quietTerminal(): Terminal & { out: string[]; said: string[]; drawn: string[] } {
  const [out, said, drawn]: [string[], string[], string[]] = [[], [], []];
  return {
    out,
    said,
    drawn,
    data: (text) => void out.push(text),
    say: (text) => void said.push(text),
    progress: () => undefined,
    progressDone: () => undefined,
    redraws: false,
    redraw: (text) => void drawn.push(text),
    color: false,
    interactive: false,
  };
}
