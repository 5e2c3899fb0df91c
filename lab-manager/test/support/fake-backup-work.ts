import { LabError } from '../../src/core/model/lab-error.ts';
import type { Job } from '../../src/core/model/job.ts';
import type { BackupScope, BackupWork, MadeSnapshot, QuietService } from '../../src/jobs/backup-work.ts';

interface Kept {
  id: string;
  job: string;
  databases: readonly string[];
  complete: boolean;
}

/**
 * A lab and its repositories as a backup sees them: what is quiet, what is staged, which snapshots there are. It outlives the
 * manager, which may die at each step; what an attempt knows does not.
 */
export class FakeBackupWork implements BackupWork {
  readonly quietNow = new Set<string>();
  staged: { databases: string[]; missing: string[]; manifest: boolean } | undefined;
  readonly repositories = new Map<string, Kept[]>([
    ['local', []],
    ['offsite', []],
  ]);
  readonly checked: string[] = [];
  /** Steps that fail: `dump:prod-db`. */
  readonly failing = new Set<string>();
  scopeNow: BackupScope = {
    quiet: [
      { name: 'prod/sample_notes', way: 'freeze' },
      { name: 'prod-app-sample-page', way: 'stop' },
    ],
    databases: ['prod-db', 'dev-db'],
    primary: 'local',
    copies: [{ name: 'offsite', from: 'local' }],
    workplaces: ['prod'],
    prune: ['local'],
  };
  #made = 0;

  assertRepository(): void {
    this.#fail('assertRepository');
  }

  async scope(): Promise<BackupScope> {
    return this.scopeNow;
  }

  async madeBy({ id }: Job): Promise<MadeSnapshot | undefined> {
    const found = this.repositories.get('local')?.findLast(({ job }) => job === id);
    return found && { id: found.id, lacks: found.complete ? undefined : 'a database.' };
  }

  async waitForWork(): Promise<void> {
    this.#fail('waitForWork');
  }

  async begin(job: Job): Promise<void> {
    this.#fail('begin');
    this.staged = { databases: [], missing: [], manifest: false };
    const own = this.repositories.get('local') ?? [];
    this.repositories.set(
      'local',
      own.filter((one) => one.job !== job.id),
    );
  }

  async quiet(_job: Job, { name }: QuietService): Promise<void> {
    // Half done is done, too: whoever fails may be frozen.
    this.quietNow.add(name);
    this.#noting(`quiet:${name}`);
  }

  async wake({ name }: QuietService): Promise<void> {
    this.#fail(`wake:${name}`);
    this.quietNow.delete(name);
  }

  async dump(_job: Job, service: string): Promise<void> {
    this.#noting(`dump:${service}`);
    this.staged?.databases.push(service);
  }

  async stage(): Promise<void> {
    this.#fail('stage');
    if (this.staged !== undefined) this.staged.manifest = true;
  }

  async snapshot(job: Job): Promise<void> {
    this.#fail('snapshot');
    if (this.staged?.manifest !== true) throw new Error('nothing is staged');
    const { databases, missing } = this.staged;
    this.#made += 1;
    const id = String(this.#made).padStart(64, '0');
    this.repositories
      .get('local')
      ?.push({ id, job: job.id, databases: [...databases], complete: missing.length === 0 });
  }

  async copy(job: Job, { name, from }: { name: string; from: string }): Promise<void> {
    this.#fail(`copy:${name}`);
    const source = this.repositories.get(from)?.findLast((one) => one.job === job.id);
    const target = this.repositories.get(name) ?? [];
    if (source === undefined) throw new LabError('backup.failed', `${from} holds nothing of this job.`);
    if (!target.some(({ id }) => id === source.id)) target.push(source);
    this.repositories.set(name, target);
  }

  async retain(_job: Job, repository: string): Promise<void> {
    this.#fail(`retain:${repository}`);
  }

  async check(_job: Job, repository: string): Promise<void> {
    this.#fail(`check:${repository}`);
    this.checked.push(repository);
  }

  async prune(_job: Job, repository: string): Promise<void> {
    this.#fail(`prune:${repository}`);
  }

  async end(): Promise<void> {
    this.#fail('end');
    this.staged = undefined;
  }

  #noting(what: string): void {
    if (this.failing.has(what)) this.staged?.missing.push(what);
    this.#fail(what);
  }

  #fail(what: string): void {
    if (this.failing.has(what)) throw new LabError('backup.failed', `${what} does not work today.`);
  }
}
