import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { buildSync } from 'esbuild';

export interface Child {
  pid: number;
  /** What it wrote, line by line, so far. */
  lines: string[];
  /** Resolves with the first line that begins so; rejects when the program ends without it. */
  line(start: string): Promise<string>;
  /** Resolves once it has ended and all it wrote was read. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null; errors: string }>;
  kill(): void;
}

export interface ChildProgram {
  start(args: readonly string[], environment?: Record<string, string>, under?: readonly string[]): Child;
  /** Ends what still runs, and leaves nothing behind. */
  remove(): void;
}

/** A TypeScript file as a program of its own, bundled once so that starting it takes a blink. */
export function childProgram(source: string): ChildProgram {
  const folder = resolve(import.meta.dirname, '../../.cache');
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `child-${process.pid}-${Math.random().toString(36).slice(2)}.mjs`);
  buildSync({
    entryPoints: [source],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  const started: Child[] = [];
  return {
    start: (args, environment = {}, under = []) => {
      const child = start([...under, process.execPath, outfile, ...args], environment);
      started.push(child);
      return child;
    },
    remove: () => {
      // A test that failed may have left one running.
      for (const child of started) child.kill();
      rmSync(outfile, { force: true });
    },
  };
}

function start([command = '', ...args]: readonly string[], environment: Record<string, string>): Child {
  const child = spawn(command, args, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => lines.push(line));
  const ended = new Promise<Awaited<Child['ended']>>((settle, fail) => {
    child.once('error', fail);
    child.once('close', (code, signal) => settle({ code, signal, errors }));
  });
  return {
    pid: child.pid ?? 0,
    lines,
    ended,
    kill: () => void child.kill('SIGKILL'),
    line: (wanted) =>
      new Promise((settle, fail) => {
        const look = (): void => {
          const found = lines.find((line) => line.startsWith(wanted));
          if (found !== undefined) settle(found);
        };
        reader.on('line', look);
        look();
        ended.then(() => fail(new Error(`the program ended without "${wanted}": ${errors}`)), fail);
      }),
  };
}
