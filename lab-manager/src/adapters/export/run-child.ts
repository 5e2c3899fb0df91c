import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { constants, setPriority } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

/** So many lines of what a child said are kept. */
const mostLines = 2000;

export interface ChildEnd {
  /** Undefined where it couldn't be started, or was killed. */
  status: number | undefined;
  /** What it said, a line each. */
  lines: readonly string[];
  /** How many more there were. */
  unkept: number;
}

export interface RunningChild {
  stdin: Writable | undefined;
  stdout: Readable | undefined;
  ended: Promise<ChildEnd>;
  /** Settles once none of its threads does anything any more, a write that had begun included. */
  pause(): Promise<void>;
  resume(): void;
  kill(): void;
}

/** A file that is open here, by its number, and what it is called. */
export interface OpenFile {
  descriptor: number;
  path: string;
}

/**
 * Where a child reads from and writes to: a stream of another child, or a file that is open here (by its number), without
 * coming by here.
 */
export interface ChildStreams {
  stdin: 'ignore' | 'pipe' | Readable | number;
  stdout: 'ignore' | 'pipe' | number;
}

/**
 * Starts a program, after all that people wait for (nice). `onLine` gets each line that it says on its standard error first;
 * those for which it answers true are not kept.
 */
export function startChild(
  command: string,
  argv: readonly string[],
  { stdin, stdout }: ChildStreams,
  onLine: (line: string) => boolean = () => false,
): RunningChild {
  const stdio: StdioOptions = [stdin, stdout, 'pipe'];
  // In words that don't depend on who started the manager: what it says is read.
  const env = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C' };
  const child = spawn(command, [...argv], { stdio, env });
  // The reading end is the child's own from now on: with one left open here, the writer never learned that nobody reads.
  if (typeof stdin === 'object') stdin.destroy();
  if (child.pid !== undefined) yieldToOthers(child.pid);
  return {
    stdin: child.stdin ?? undefined,
    stdout: child.stdout ?? undefined,
    ended: endOf(child, onLine),
    pause: () => paused(child),
    resume: () => void child.kill('SIGCONT'),
    kill: () => void child.kill('SIGKILL'),
  };
}

function yieldToOthers(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It ended already.
  }
}

async function paused(child: ChildProcess): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  child.kill('SIGSTOP');
  // One that ended has no number any more, or another has it.
  while (child.exitCode === null && child.signalCode === null && (await isRunning(pid))) await delay(1);
}

/** Whether any thread of it is neither stopped nor at its end. */
async function isRunning(pid: number): Promise<boolean> {
  const tasks = `/proc/${pid}/task`;
  const threads = await readdir(tasks).catch(() => []);
  // A thread that went meanwhile does nothing any more.
  const stats = threads.map((thread) => readFile(`${tasks}/${thread}/stat`, 'latin1').catch(() => ') X'));
  return (await Promise.all(stats)).some((stat) => !/\) [TtZX]/.test(stat.slice(stat.lastIndexOf(')'))));
}

async function endOf(child: ChildProcess, onLine: (line: string) => boolean): Promise<ChildEnd> {
  const lines: string[] = [];
  let unkept = 0;
  const keep = (line: string): void => {
    if (onLine(line)) return;
    if (lines.length < mostLines) lines.push(line);
    else unkept += 1;
  };
  if (child.stderr) createInterface({ input: child.stderr }).on('line', keep);
  const status = await new Promise<number | undefined>((resolve) => {
    child.once('error', (error) => {
      keep(error.message);
      resolve(undefined);
    });
    child.once('close', (code) => resolve(code ?? undefined));
  });
  return { status, lines, unkept };
}

/** All of them ended. Throws what `refusal` makes of the first that did not end well. */
export async function allEnded(
  children: readonly RunningChild[],
  refusal: (said: string) => Error,
  mayEndWith: (index: number, status: number) => boolean,
): Promise<ChildEnd[]> {
  const ends = await Promise.all(children.map(({ ended }) => ended));
  ends.forEach(({ status, lines }, index) => {
    if (status === undefined || !mayEndWith(index, status))
      throw refusal(lines.slice(-3).join('; ') || `it ended with status ${status ?? 'none'}`);
  });
  return ends;
}
