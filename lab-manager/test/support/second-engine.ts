import type { ChildProcess } from 'node:child_process';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { isDead, runDirectories, runDirectory, testRun } from './reaper.ts';
import { EngineApi } from './test-engine-api.ts';
import { newerEnginePackages } from './second-engine-packages.ts';

const run = promisify(execFile);
const startLimit = 60_000;
const stopLimit = 30_000;

/**
 * A newer Docker engine beside the machine's own: with directories, socket and network namespace of its own, so that
 * tests may stop, freeze and restart it. The namespace ends with the process; nothing of it outlives a run.
 */
export class SecondEngine {
  readonly directory: string;
  readonly socketPath: string;
  readonly api: EngineApi;
  /** Where this process is reached from the engine, e.g. for a registry. */
  readonly hostAddress: string;
  readonly #subnet: number;
  #process: ChildProcess | undefined;

  private constructor(directory: string, subnet: number) {
    this.directory = directory;
    this.socketPath = join(directory, 'docker.sock');
    this.api = new EngineApi(this.socketPath);
    this.#subnet = subnet;
    this.hostAddress = address(subnet, 1);
  }

  static async start(): Promise<SecondEngine> {
    const directory = runDirectory();
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const engine = new SecondEngine(directory, await freeSubnet());
    try {
      await engine.#launch();
    } catch (error) {
      await engine.stop();
      throw error;
    }
    return engine;
  }

  get pid(): number {
    const pid = this.#process?.pid;
    if (pid === undefined) throw new Error('the second engine does not run');
    return pid;
  }

  async restart(): Promise<void> {
    await this.#end();
    await this.#launch();
  }

  /** As a hung engine: the socket accepts, nothing answers. Until every thread stands still it may answer a call or two. */
  async freeze(): Promise<void> {
    process.kill(this.pid, 'SIGSTOP');
    while (!(await standsStill(this.pid))) await sleep(5);
  }

  thaw = (): boolean => process.kill(this.pid, 'SIGCONT');

  async stop(): Promise<void> {
    if (this.#process !== undefined) await this.#end();
    await removeEngineDirectory(this.directory);
  }

  /** Without clearing up: for tests of an engine that is away. */
  async halt(): Promise<void> {
    await this.#end();
  }

  resume = (): Promise<void> => this.#launch();

  async #launch(): Promise<void> {
    const root = await newerEnginePackages();
    const at = (path: string) => join(this.directory, path);
    await writeFile(at('daemon.json'), '{}');
    const log = openSync(at('dockerd.log'), 'a');
    const options = [
      `--config-file=${at('daemon.json')}`,
      `--data-root=${at('data')}`,
      `--exec-root=${at('x')}`,
      `--pidfile=${at('dockerd.pid')}`,
      `--host=unix://${this.socketPath}`,
      `--init-path=${join(root, 'usr/bin/tini-static')}`,
      '--insecure-registry=198.18.0.0/15',
      '--max-download-attempts=2',
      '--log-level=warn',
    ];
    // Its own session: a Ctrl-C in the terminal must not stop it before the tests have cleared up.
    this.#process = spawn('unshare', ['--net', join(root, 'usr/sbin/dockerd'), ...options], {
      stdio: ['ignore', log, log],
      detached: true,
      env: {
        ...process.env,
        PATH: `${join(root, 'usr/bin')}:${join(root, 'usr/sbin')}:${process.env.PATH ?? ''}`,
        DOCKER_TMPDIR: at('tmp'),
      },
    });
    closeSync(log);
    try {
      await this.#connectNamespace();
      await this.#ready();
    } catch (error) {
      const tail = (await readFile(at('dockerd.log'), 'utf8')).split('\n').slice(-15).join('\n');
      throw new Error(`the second engine did not start:\n${tail}`, { cause: error });
    }
  }

  async #connectNamespace(): Promise<void> {
    const inside = ['-t', String(this.pid), '-n', 'ip'];
    await ownNamespace(this.pid);
    const [near, far] = [this.#link, `lst${this.#subnet}n`];
    await run('ip', ['link', 'add', near, 'type', 'veth', 'peer', 'name', far, 'netns', String(this.pid)]);
    await run('ip', ['address', 'add', `${address(this.#subnet, 1)}/30`, 'dev', near]);
    await run('ip', ['link', 'set', near, 'up']);
    await run('nsenter', [...inside, 'link', 'set', 'lo', 'up']);
    await run('nsenter', [...inside, 'address', 'add', `${address(this.#subnet, 2)}/30`, 'dev', far]);
    await run('nsenter', [...inside, 'link', 'set', far, 'up']);
  }

  async #ready(): Promise<void> {
    const deadline = performance.now() + startLimit;
    for (;;) {
      if (this.#process?.exitCode !== null) throw new Error('dockerd ended');
      try {
        await this.api.get('/_ping');
        return;
      } catch (error) {
        if (performance.now() > deadline) throw error;
        await sleep(100);
      }
    }
  }

  async #end(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child?.pid === undefined || child.exitCode !== null) return;
    process.kill(child.pid, 'SIGCONT');
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    const inTime = await Promise.race([exit.then(() => true), sleep(stopLimit, false, { ref: false })]);
    if (!inTime) {
      child.kill('SIGKILL');
      await exit;
    }
    // With its namespace it would go too, but only once everything that lived there is gone.
    await run('ip', ['link', 'delete', this.#link]).catch(() => undefined);
  }

  get #link(): string {
    return `lst${this.#subnet}h`;
  }
}

/** True once the kernel shows every thread of the process as stopped (`T`), see proc_pid_stat(5). */
async function standsStill(pid: number): Promise<boolean> {
  const threads = await readdir(`/proc/${pid}/task`);
  const states = await Promise.all(
    threads.map(async (thread) => {
      const stat = await readFile(`/proc/${pid}/task/${thread}/stat`, 'utf8');
      return stat.charAt(stat.lastIndexOf(')') + 2);
    }),
  );
  return states.every((state) => state === 'T');
}

/** Ends engines whose test run died, and removes the directories of dead runs; others are not touched. */
export async function sweepDeadEngines(): Promise<void> {
  const runs = await readdir(runDirectories).catch(() => []);
  for (const name of runs) {
    if (name === testRun || !isDead(name, Date.now())) continue;
    const directory = join(runDirectories, name);
    for (const file of ['dockerd.pid', 'x/containerd/containerd.pid']) {
      await endProcess(join(directory, file), directory);
    }
    await removeEngineDirectory(directory);
  }
}

const address = (subnet: number, host: number): string => `198.18.${subnet}.${host}`;

/** Of the block reserved for benchmarks (RFC 2544): no real network uses it. */
async function freeSubnet(): Promise<number> {
  const { stdout } = await run('ip', ['-4', '-o', 'address']);
  const start = process.pid % 256;
  for (let offset = 0; offset < 256; offset += 1) {
    const subnet = (start + offset) % 256;
    if (!stdout.includes(`${address(subnet, 1)}/`)) return subnet;
  }
  throw new Error('198.18.0.0/16 is full');
}

/** `unshare` has left this process's namespace. */
async function ownNamespace(pid: number): Promise<void> {
  const deadline = performance.now() + startLimit;
  while ((await namespaceOf(pid)) === (await namespaceOf(process.pid))) {
    if (performance.now() > deadline) throw new Error('no network namespace of its own');
    await sleep(10);
  }
}

async function namespaceOf(pid: number): Promise<string> {
  const { stdout } = await run('readlink', [`/proc/${pid}/ns/net`]);
  return stdout.trim();
}

/** Only if the process was started from this very directory: numbers are used again. */
async function endProcess(pidFile: string, directory: string): Promise<void> {
  try {
    const pid = Number(await readFile(pidFile, 'utf8'));
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    if (!command.includes(directory)) return;
    process.kill(pid, 'SIGCONT');
    process.kill(pid, 'SIGTERM');
    for (let tries = 0; tries < 100 && readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== ''; tries += 1) {
      await sleep(100);
    }
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone.
  }
}

async function removeEngineDirectory(directory: string): Promise<void> {
  const mounts = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((path) => path.startsWith(`${directory}/`));
  for (const path of mounts.reverse()) await run('umount', ['--lazy', path]);
  await rm(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
