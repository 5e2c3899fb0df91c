import { LabError } from '../core/model/lab-error.ts';

/** What `brick-test` ended with, and wrote. */
export interface Ended {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** Of what was ended by SIGKILL, as with its container, and by SIGTERM. */
const killed: readonly number[] = [137, 143];

/** The result of a run of tests. Throws `brick.tests_cut` where it was ended before it had one. */
export function testOutcome(brick: string, { exitCode, stdout, stderr }: Ended) {
  const ended = endings.get(exitCode);
  if (ended !== undefined) throw cut(ended.why(brick), ended.hint(brick), stdout);
  const output = stdout + stderr;
  // The program itself always says something, and ends by no signal: whatever this is, it is no result.
  if (killed.includes(exitCode) || output.trim() === '') throw died(brick, exitCode, output);
  return { exitCode, output };
}

/** By the statuses that `brick-test` has for what it ends itself. */
const endings: ReadonlyMap<number, Record<'why' | 'hint', (brick: string) => string>> = new Map([
  [
    80,
    {
      why: (brick) => `The tests of ${brick} were ended on request, inside dev-codelab, and have no result.`,
      hint: () => 'Run them again when nobody minds.',
    },
  ],
  [
    81,
    {
      why: (brick) =>
        `The tests of ${brick} were ended and have no result: for two minutes dev-codelab did not hear that somebody waits for them.`,
      hint: (brick) =>
        `Run them again once the machine is less busy, or run \`dev test ${brick}\` in a terminal of the codelab.`,
    },
  ],
  [
    82,
    {
      why: (brick) =>
        `The tests of ${brick} were ended after an hour, the most that they may take, and have no result.`,
      hint: (brick) =>
        `Run \`dev test ${brick}\` in a terminal of the codelab, where they may take as long as they need.`,
    },
  ],
]);

const died = (brick: string, status: number, output: string): LabError =>
  cut(
    `The tests of ${brick} were cut off and have no result: dev-codelab was stopped or restarted, or had no memory left (status ${status}).`,
    'Start dev-codelab if it is stopped, then run them again.',
    output,
  );

const cut = (message: string, hint: string, output: string): LabError =>
  new LabError('brick.tests_cut', message, {
    hint,
    ...(output.trim() === '' ? {} : { details: [{ path: 'output', message: lastLine(output) }] }),
  });

export function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.slice(0, 500) ?? '';
}
