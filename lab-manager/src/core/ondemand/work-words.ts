import { LabError } from '../model/lab-error.ts';
import type { EnvironmentWork } from '../model/work.ts';

const count = (number: number, one: string, many: string): string =>
  number === 1 ? `1 ${one}` : `${number} ${many}`;

/** `2 scenarios are running in prod, 3 wait in its queue` */
export function workWords(environment: string, { running, queued, codelab }: EnvironmentWork): string {
  if (codelab !== undefined) return codelabWords(codelab);
  const now = `${count(running, 'scenario is', 'scenarios are')} running in ${environment}`;
  return queued === 0 ? now : `${now}, ${count(queued, 'waits', 'wait')} in its queue`;
}

/** `1 cell of a notebook and 2 runs of bricks’ tests are going on in the codelab` */
function codelabWords({ cells, tests, programs = 0 }: NonNullable<EnvironmentWork['codelab']>): string {
  // An older codelab doesn't say what.
  const all = cells + tests + programs;
  if (all === 0) return 'a cell of a notebook, or a run of a brick’s tests, is going on in the codelab';
  const running = [
    ...(cells > 0 ? [count(cells, 'cell of a notebook', 'cells of notebooks')] : []),
    ...(tests > 0 ? [count(tests, 'run of a brick’s tests', 'runs of bricks’ tests')] : []),
    ...(programs > 0 ? [count(programs, 'program in a terminal', 'programs in terminals')] : []),
  ];
  return `${running.join(' and ')} ${all === 1 ? 'is' : 'are'} going on in the codelab`;
}

/** `3 scenarios wait in its queue and run after the next start.` */
export const queuedSentence = (queued: number): string =>
  `${count(queued, 'scenario waits', 'scenarios wait')} in its queue and run${queued === 1 ? 's' : ''} after the next start.`;

const placeWords = (workplace: string): string => (workplace === 'dev-codelab' ? 'the codelab' : workplace);

/** Refused because of work that nobody said what to do with. */
export function workRunning(environment: string, work: EnvironmentWork): LabError {
  return new LabError('work.running', `Nothing was stopped: ${workWords(environment, work)}.`, {
    hint: `Wait for what runs (labctl: --wait 1h), or stop it (labctl: --now). What is queued is kept either way.${endTests(work)}`,
    details: [{ path: environment, message: workWords(environment, work) }],
  });
}

/** Refused because nobody said what to do with work of which nobody can tell whether it runs. */
export function workUnknown(environment: string): LabError {
  const message = `nobody can tell whether work runs in ${placeWords(environment)}: ${environment === 'dev-codelab' ? 'it' : 'its glab'} does not answer`;
  return new LabError('work.unknown', `Nothing was stopped: ${message}.`, {
    hint: 'Ask again in a while, or stop it whatever runs (labctl: --now).',
    details: [{ path: environment, message }],
  });
}

/** Refused because the time to wait is over. */
export function workStillRunning(environment: string, work: EnvironmentWork): LabError {
  return new LabError(
    'work.running',
    `Nothing was stopped: ${workWords(environment, work)} after the time to wait.`,
    {
      hint: 'Ask again with a longer time (labctl: --wait 4h), or stop it (labctl: --now).',
      details: [{ path: environment, message: workWords(environment, work) }],
    },
  );
}

/** Why it is waited for an environment. */
export const reasonToWait = (environment: string, work: EnvironmentWork | undefined): string =>
  work === undefined
    ? `nobody can tell what runs in ${placeWords(environment)}`
    : workWords(environment, work);

/** What a job that waits says all the while. */
export function waitingWords(reasons: readonly string[], leftMs: number): string {
  const minutes = Math.max(0, Math.ceil(leftMs / 60_000));
  return `${reasons.join('; ')}; waiting at most ${count(minutes, 'minute', 'minutes')} more`;
}

/** How runs of tests are ended without what else goes on there. */
const endTests = ({ codelab }: EnvironmentWork): string =>
  (codelab?.tests ?? 0) > 0
    ? ' In a terminal of the codelab, pkill -TERM -f "brick-test --run" ends the tests that the lab was asked for.'
    : '';
