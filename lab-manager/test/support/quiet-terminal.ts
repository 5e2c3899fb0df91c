import type { Terminal } from '../../src/cli/output/terminal.ts';

/** A terminal that remembers: what went to stdout, and what was said beside it. */
export function quietTerminal(): Terminal & { out: string[]; said: string[] } {
  const [out, said]: [string[], string[]] = [[], []];
  return {
    out,
    said,
    data: (text) => void out.push(text),
    say: (text) => void said.push(text),
    progress: () => undefined,
    progressDone: () => undefined,
    color: false,
    interactive: false,
  };
}
