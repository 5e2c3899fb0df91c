import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { add, countJunit, countTap, nothing, type Count } from './count.ts';
import type { Suite } from './suites.ts';

export interface SuiteResult {
  suite: Suite;
  count: Count;
  seconds: number;
  log: string;
  /** What went wrong beside failed tests. */
  trouble: string | undefined;
}

/** Runs one suite with its own report folder; its output goes to a log, so that suites side by side stay readable. */
export async function runSuite(suite: Suite, reports: string): Promise<SuiteResult> {
  const directory = join(reports, suite.name);
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const log = join(directory, 'output.log');
  const started = performance.now();
  const ended = await spawnTo(log, suite, directory);
  const count = await countOf(suite, directory, log, ended === 'ok');
  const seconds = (performance.now() - started) / 1000;
  return { suite, seconds, log, ...withTrouble(suite, count, ended) };
}

async function spawnTo(log: string, suite: Suite, directory: string): Promise<string> {
  const output = createWriteStream(log);
  const [command = '', ...argv] = suite.command;
  const child = spawn(command, argv, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      REPORT_DIR: directory,
      NO_COLOR: '1',
    },
    timeout: suite.mostMinutes * 60_000,
    killSignal: 'SIGKILL',
  });
  child.stdout.pipe(output, { end: false });
  child.stderr.pipe(output, { end: false });
  const ending = await new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(`could not start ${command}: ${error.message}`));
    child.on('close', (code, signal) => resolve(describeEnd(suite, code, signal)));
  });
  output.end();
  await finished(output);
  return ending;
}

function describeEnd(suite: Suite, code: number | null, signal: string | null): string {
  if (code === 0) return 'ok';
  return signal === 'SIGKILL'
    ? `did not end within ${suite.mostMinutes} minutes`
    : `exit status ${code ?? signal}`;
}

async function countOf(suite: Suite, directory: string, log: string, ok: boolean): Promise<Count> {
  if (suite.report === 'exit') return ok ? { ...nothing, passed: 1 } : { ...nothing, failed: 1 };
  if (suite.report === 'tap') return countTap(await readFile(log, 'utf8'));
  const files = (await readdir(directory)).filter((name) => name.endsWith('.xml'));
  const counts = await Promise.all(
    files.map(async (name) => countJunit(await readFile(join(directory, name), 'utf8'))),
  );
  return counts.reduce(add, nothing);
}

/** A runner that died, or ran nothing, has failed whatever it counted. */
function withTrouble(suite: Suite, count: Count, ended: string): Pick<SuiteResult, 'count' | 'trouble'> {
  const ran = count.passed + count.failed > 0;
  const trouble = ended !== 'ok' ? ended : ran ? undefined : `the ${suite.name} suite ran no test`;
  const failed = trouble !== undefined && count.failed === 0 ? 1 : count.failed;
  return { count: { ...count, failed }, trouble };
}
