import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createResticRepositories } from '../../src/adapters/restic/restic-repositories.ts';
import type { BackupRepositories, BackupRepository, RepositoryAccess } from '../../src/core/ports/backups.ts';
import type { Place } from './backup-places.ts';
import { resticProgram, type ResticName } from './backup-programs.ts';
import { lightenKeys } from './light-keys.ts';
import { realClock } from './real-clock.ts';

/** Repositories, a data root to take snapshots of, and whatever is asked of both. */
export class RepositoryBench {
  readonly home: string;
  readonly repositories: BackupRepositories;

  constructor(home: string, repositories: BackupRepositories) {
    this.home = home;
    this.repositories = repositories;
  }

  close(): Promise<void> {
    return rm(this.home, { recursive: true, force: true });
  }

  /** With a key of its own; `name` is what errors call it. */
  async access({ location, credentials, ssh }: Place, name = 'nas'): Promise<RepositoryAccess> {
    return { name, host: 'labx7k2', passwordFile: await this.password(), location, credentials, ssh };
  }

  async password(text = randomBytes(32).toString('base64url')): Promise<string> {
    const file = join(this.home, 'keys', randomBytes(8).toString('hex'));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { mode: 0o600 });
    return file;
  }

  /** A repository that is made, as a copy of `source` where there is one, and how it is opened. */
  async made(
    place: Place,
    source?: RepositoryAccess,
  ): Promise<{ repository: BackupRepository; access: RepositoryAccess }> {
    const access = await this.access(place);
    const repository = this.repositories.open(access);
    await repository.init(undefined, source);
    return { repository, access };
  }

  /** Files below the data root, by path; what was there before goes. */
  async write(files: Readonly<Record<string, string | Buffer>>): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(this.root, path)), { recursive: true });
      await writeFile(join(this.root, path), content);
    }
  }

  get root(): string {
    return join(this.home, 'root');
  }

  /** All files below a folder and what is in them. */
  async read(folder: string): Promise<Record<string, string>> {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((it) => it.isFile()).map((it) => join(it.parentPath, it.name));
    const read = async (file: string) =>
      [file.slice(folder.length + 1), await readFile(file, 'utf8')] as const;
    return Object.fromEntries(await Promise.all(files.map(read)));
  }

  folder(name: string): string {
    return join(this.home, name);
  }
}

/** With real restic. */
export class ResticBench extends RepositoryBench {
  readonly program: string;

  private constructor(home: string, program: string) {
    super(
      home,
      createResticRepositories({
        cache: join(home, 'cache'),
        environment: process.env,
        hostname: hostname(),
        processors: availableParallelism(),
        clock: realClock,
        program,
        graceMs: 10_000,
        answerMs: 12_000,
      }),
    );
    this.program = program;
  }

  /** As `init` makes it, but for the work that its password takes. */
  override async made(
    place: Place,
    source?: RepositoryAccess,
  ): Promise<{ repository: BackupRepository; access: RepositoryAccess }> {
    const made = await super.made(place, source);
    await lightenKeys(place.kept, made.access.passwordFile);
    return made;
  }

  static async open(name: ResticName): Promise<ResticBench> {
    const home = await mkdtemp(join(tmpdir(), 'labstead-restic-'));
    // A server that runs as another user has to get into it.
    await chmod(home, 0o755);
    return new ResticBench(home, await resticProgram(name));
  }
}
