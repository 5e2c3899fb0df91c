import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createWriteStream, existsSync } from 'node:fs';
import { chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { jobIds } from '../../src/jobs/job-ids.ts';
import { openStore } from '../../src/adapters/store/open-store.ts';
import type { Job, JobKind, JobParams } from '../../src/core/model/job.ts';
import type { Store } from '../../src/core/ports.ts';
import { freePort } from './free-port.ts';
import { labFolders, reap, registerLab } from './reaper.ts';
import { EngineApi } from './test-engine-api.ts';

/** A container as the engine lists it: what tests look at instead of believing the lab. */
export interface Listed {
  Id: string;
  Names: string[];
  State: string;
  Status: string;
  Image: string;
  Labels: Record<string, string>;
}

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
}

const systemClock = { now: () => Date.now(), monotonic: () => performance.now() };

/** The product's images; the image suite has put them on this engine. */
const version = '0.1.0';

/**
 * A lab whose manager is a process of this machine rather than a container: it can be killed and started again within a
 * second, and everything it makes is real. It has no edge.
 */
export class HostLab {
  readonly home: string;
  readonly labId: string;
  readonly engine: EngineApi;
  readonly #socket: string;
  #ports: [number, number] = [0, 0];
  #child: ChildProcess | undefined;
  #ended: Promise<Ended> | undefined;

  private constructor(home: string, labId: string, socket: string) {
    this.home = home;
    this.labId = labId;
    this.#socket = socket;
    this.engine = new EngineApi(socket);
  }

  /** `socket`: of another engine than the machine's own. */
  static async create(
    labFile = 'name: Test lab\ndomain: lab.localhost\n',
    socket = '/var/run/docker.sock',
  ): Promise<HostLab> {
    const labId = `t${randomBytes(4).toString('hex')}`;
    const lab = new HostLab(await mkdtemp(join(labFolders, 'labstead-lab-')), labId, socket);
    registerLab(lab.labId);
    await mkdir(join(lab.home, 'state'), { mode: 0o700 });
    await mkdir(lab.#temporary, { mode: 0o700 });
    // Containers of other users reach their folders through the data root.
    await chown(lab.home, 0, 0);
    await writeFile(join(lab.home, 'lab.yaml'), labFile);
    lab.#ports = [await freePort(), await freePort()];
    return lab;
  }

  get log(): string {
    return join(this.home, 'manager.log');
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** Where the edge would ask. */
  get publicPort(): number {
    return this.#ports[0];
  }

  /** Where the edge asks whom to let in. */
  get privatePort(): number {
    return this.#ports[1];
  }

  /** Another manager on the same data root, on ports of its own. */
  async twin(): Promise<HostLab> {
    const twin = new HostLab(this.home, this.labId, this.#socket);
    twin.#ports = [await freePort(), await freePort()];
    return twin;
  }

  /** As a person does, with an editor. */
  async editLabFile(text: string | Buffer): Promise<void> {
    await writeFile(join(this.home, 'lab.yaml'), text);
  }

  /** `under`: a program and its arguments that become the manager, e.g. as another user. */
  start(environment: Record<string, string> = {}, under: readonly string[] = []): void {
    const main = join(import.meta.dirname, '../../dist/main.js');
    const [command = '', ...argv] = [...under, process.execPath, main];
    const child = spawn(command, argv, {
      env: { ...process.env, ...this.#environment(), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A process group of its own: by that its children are found once it is gone.
      detached: true,
    });
    const log = createWriteStream(this.log, { flags: 'a' });
    child.stdout.pipe(log);
    child.stderr.pipe(log);
    this.#child = child;
    this.#ended = new Promise((resolve) =>
      child.on('exit', (code, signal) => void endGroup(child.pid).then(() => resolve({ code, signal }))),
    );
  }

  /** Resolves when the manager has ended by itself, or was killed, and its children with it. */
  async ended(withinMs = 60_000): Promise<Ended> {
    const timeout = sleep(withinMs, undefined, { ref: false }).then(async () => {
      throw new Error(`the manager still runs after ${withinMs} ms:\n${await this.tail()}`);
    });
    return Promise.race([this.#ended ?? Promise.reject(new Error('it was never started')), timeout]);
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<Ended> {
    this.#child?.kill(signal);
    return this.ended();
  }

  /** Answers of the private port, e.g. `/readyz`; undefined while nobody listens. */
  async ask(path: string, method: 'GET' | 'POST' = 'GET'): Promise<Record<string, unknown> | undefined> {
    try {
      const response = await fetch(`http://127.0.0.1:${this.#ports[1]}${path}`, { method });
      return (await response.json()) as Record<string, unknown>;
    } catch {
      return undefined;
    }
  }

  async containers(): Promise<Listed[]> {
    return this.engine.list<Listed>('/containers/json?all=1', { label: [`org.labstead.lab=${this.labId}`] });
  }

  async container(service: string): Promise<Listed | undefined> {
    return (await this.containers()).find(({ Names }) => Names.includes(`/${this.labId}-${service}`));
  }

  /** Whether these services run, healthy, by the engine's own word. */
  async serves(...services: readonly string[]): Promise<boolean> {
    const all = await this.containers();
    return services.every((service) =>
      all.some(
        ({ Names, State, Status }) =>
          Names.includes(`/${this.labId}-${service}`) && State === 'running' && Status.includes('(healthy)'),
      ),
    );
  }

  /** Waits for all of them. */
  async up(): Promise<void> {
    await until(
      'every service is healthy and no job is open',
      async () => (await this.serves('front', 'prod-db', 'prod-glab')) && this.unfinishedJobs() === 0,
      120_000,
    );
  }

  /** The journal as it lies on disk; the manager must not be running. */
  jobs(): readonly Job[] {
    const store = openStore({ directory: join(this.home, 'state') });
    try {
      return store.journal.list({ limit: 100, before: undefined });
    } finally {
      store.close();
    }
  }

  /** Of a manager that runs: read beside it, as SQLite allows. */
  unfinishedJobs(): number {
    const path = join(this.home, 'state', 'lab.db');
    if (!existsSync(path)) return 1;
    const database = new Database(path, { readonly: true });
    try {
      const row = database
        .prepare("SELECT count(*) AS count FROM jobs WHERE state IN ('queued', 'running')")
        .get();
      return (row as { count: number }).count;
    } finally {
      database.close();
    }
  }

  /** Journals a job as the API does, for the next start of the manager to find. */
  askWhileDown(kind: JobKind, target = 'lab', more: Omit<JobParams, 'target'> = {}): void {
    this.whileDown((store) => {
      const createdAt = Date.now();
      const requestedBy = { actor: 'lab', via: 'lab', requestId: undefined } as const;
      const after = store.journal.list({ limit: 1, before: undefined })[0]?.id;
      store.journal.create({
        id: jobIds(systemClock, after)(),
        kind,
        title: kind,
        params: { target, ...more },
        requestedBy,
        createdAt,
      });
    });
  }

  /** The store of a manager that doesn't run. */
  whileDown(work: (store: Store) => void): void {
    const store = openStore({ directory: join(this.home, 'state') });
    try {
      work(store);
    } finally {
      store.close();
    }
  }

  async tail(lines = 30): Promise<string> {
    const text = await readFile(this.log, 'utf8').catch(() => '');
    return text.split('\n').slice(-lines).join('\n');
  }

  /** Stops the manager and removes every trace, by this lab's label. */
  async remove(): Promise<void> {
    if (this.#child?.exitCode === null) await this.kill();
    await reap(this.engine);
    await rm(this.home, { recursive: true, force: true });
  }

  /** Its own, as in its container: whoever starts sweeps it, and other labs run on this machine. */
  get #temporary(): string {
    return join(this.home, 'tmp');
  }

  #environment(): Record<string, string> {
    const [open, closed] = this.#ports.map(String);
    return {
      DOCKER_HOST: `unix://${this.#socket}`,
      LABSTEAD_HOME: this.home,
      LABSTEAD_LAB_ID: this.labId,
      LABSTEAD_VERSION: version,
      LABSTEAD_TEMPLATES: join(import.meta.dirname, '../../../templates'),
      LABSTEAD_LISTEN: '127.0.0.1',
      LABSTEAD_PUBLIC_PORT: open ?? '',
      LABSTEAD_PRIVATE_PORT: closed ?? '',
      LOG_LEVEL: 'info',
      TMPDIR: this.#temporary,
    };
  }
}

/** As in the manager's container: whatever it had started is gone before the next one starts. */
async function endGroup(leader: number | undefined): Promise<void> {
  for (const end = performance.now() + 5000; leader !== undefined && performance.now() < end; await sleep(5))
    try {
      process.kill(-leader, 'SIGKILL');
    } catch {
      return;
    }
}

/**
 * Waits for a check to hold; on failure says what it waited for. There is no other waiting in scenarios. `over`: nobody waits
 * for it any more.
 */
export async function until(
  what: string,
  check: () => Promise<boolean>,
  withinMs = 60_000,
  over?: AbortSignal,
): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await check())) {
    if (over?.aborted) throw new Error(`nobody waits any more until ${what}`);
    if (performance.now() > end) throw new Error(`within ${withinMs} ms it did not come true that ${what}`);
    await sleep(100);
  }
}
