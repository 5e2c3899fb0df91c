import { execFile, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readVersion } from '../src/adapters/restic/version.ts';
import type { RepositoryAccess } from '../src/core/ports/backups.ts';
import { resticProgram } from '../test/support/backup-programs.ts';
import { milliseconds } from './figure.ts';
import type { Asked, Done } from './restic-child.ts';

const run = promisify(execFile);

/** One repository of a folder; whoever uses it keeps a cache of its own, as restic does. */
export interface BenchRepository {
  access: RepositoryAccess;
  folder: string;
}

/** Restic by the manager's hands, and restic as a person would call it, with the same repositories and the same data. */
export class ResticRuns {
  readonly home: string;
  readonly #program: string;
  readonly #compression: string;
  #repositories = 0;

  private constructor(home: string, program: string, compression: string) {
    this.home = home;
    this.#program = program;
    this.#compression = compression;
  }

  static async open(): Promise<ResticRuns> {
    const program = await resticProgram('shipped');
    const { compression } = readVersion((await run(program, ['version'])).stdout);
    const home = await mkdtemp(join(tmpdir(), 'labstead-bench-'));
    await writeFile(join(home, 'password'), randomBytes(32).toString('base64url'), { mode: 0o600 });
    await mkdir(join(home, 'tmp'));
    return new ResticRuns(home, program, compression);
  }

  close(): Promise<void> {
    return rm(this.home, { recursive: true, force: true });
  }

  async repository(): Promise<BenchRepository> {
    const name = `repository-${(this.#repositories += 1)}`;
    const folder = join(this.home, name);
    const access: RepositoryAccess = {
      name,
      host: 'bench',
      passwordFile: join(this.home, 'password'),
      location: { kind: 'folder', path: folder },
      credentials: {},
      ssh: undefined,
    };
    await this.#byManager(access, { kind: 'init' });
    return { access, folder };
  }

  backup(to: BenchRepository, path: string, at: number): Promise<Done> {
    return this.#byManager(to.access, { kind: 'backup', base: this.home, path, at });
  }

  restore(from: BenchRepository, snapshot: string, target: string, readsBack: boolean): Promise<Done> {
    const work = { kind: 'restore', snapshot, target: join(this.home, target), readsBack } as const;
    return this.#byManager(from.access, work);
  }

  bareBackup(to: BenchRepository, path: string, at: number): Promise<number> {
    const time = new Date(at).toISOString().slice(0, 19).replace('T', ' ');
    // So that it finds the one before, whoever made that.
    const group = [`--host=${to.access.host}`, '--group-by=host', `--time=${time}`];
    return this.#bare(to, ['backup', `--compression=${this.#compression}`, ...group, path]);
  }

  bareRestore(from: BenchRepository, snapshot: string, target: string, ...more: string[]): Promise<number> {
    return this.#bare(from, ['restore', ...more, `--target=${join(this.home, target)}`, snapshot]);
  }

  async remove(...names: readonly string[]): Promise<void> {
    for (const name of names) await rm(join(this.home, name), { recursive: true, force: true });
    // Else what one run left to be written is written while the next is timed.
    await run('sync', ['--file-system', this.home]);
  }

  #bare({ access, folder }: BenchRepository, args: readonly string[]): Promise<number> {
    const env = {
      PATH: process.env['PATH'],
      TMPDIR: join(this.home, 'tmp'),
      RESTIC_CACHE_DIR: join(this.home, 'bare-cache'),
      RESTIC_PASSWORD_FILE: access.passwordFile,
    };
    const options = { cwd: this.home, env, maxBuffer: 64 * 1024 ** 2 };
    return milliseconds(() => run(this.#program, [`--repo=${folder}`, '--json', ...args], options));
  }

  #byManager(access: RepositoryAccess, work: Asked['work']): Promise<Done> {
    const child = fork(join(import.meta.dirname, 'restic-child.ts'));
    return new Promise((settle, fail) => {
      child.once('error', fail);
      child.once('message', (done) => settle(done as Done));
      child.once('exit', (code) => fail(new Error(`${work.kind} ended with status ${code}`)));
      const asked: Asked = { program: this.#program, cache: join(this.home, 'cache'), access, work };
      child.send(asked);
    });
  }
}
