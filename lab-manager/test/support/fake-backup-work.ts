import { LabError } from '../../src/core/model/lab-error.ts';
import type { Job } from '../../src/core/model/job.ts';
import { makerOf } from '../../src/jobs/backup-work.ts';
import type {
  BackupScope,
  BackupWork,
  MadeSnapshot,
  QuietService,
  ReadingStage,
} from '../../src/jobs/backup-work.ts';

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
  staged: { databases: string[]; missing: string[]; stage: ReadingStage } | undefined;
  readonly repositories = new Map<string, Kept[]>([
    ['local', []],
    ['offsite', []],
  ]);
  readonly checked: string[] = [];
  /** Held while everything is read. */
  hold: (() => Promise<void>) | undefined;
  /** How often everything was read. */
  written = 0;
  /** Of what was quiet while it was read ahead: nothing should be. */
  quietWhileAhead = 0;
  /** Steps that fail: `dump:prod-db`. */
  readonly failing = new Set<string>();
  scopeNow: BackupScope = {
    quiet: [
      { name: 'prod/sample_notes', way: 'freeze' },
      { name: 'prod-app-sample-page', way: 'stop' },
    ],
    guarded: true,
    databases: ['prod-db', 'dev-db'],
    primary: 'local',
    copies: [{ name: 'offsite', from: 'local' }],
    workplaces: ['prod'],
    prune: ['local'],
    keepsAll: [],
  };
  #made = 0;
  #ahead = '';

  assertRepository(): void {
    this.#fail('assertRepository');
  }

  async scope(): Promise<BackupScope> {
    return this.scopeNow;
  }

  stage(): ReadingStage {
    return this.staged?.stage ?? 'nowhere';
  }

  async madeBy(asked: Job): Promise<MadeSnapshot | undefined> {
    return this.repositories.get('local')?.findLast(({ job }) => job === makerOf(asked));
  }

  async finishedBy(job: Job): Promise<MadeSnapshot | undefined> {
    const found = await this.madeBy(job);
    return found?.complete === true ? found : undefined;
  }

  async waitForWork(): Promise<void> {
    this.#fail('waitForWork');
  }

  async begin(): Promise<void> {
    this.#fail('begin');
    this.staged = { databases: [], missing: [], stage: 'begun' };
  }

  async readAhead(job: Job): Promise<void> {
    this.#fail('readAhead');
    if (this.staged?.stage !== 'begun') throw new Error('it was not begun');
    this.quietWhileAhead += this.quietNow.size;
    this.#ahead = this.#write(job, { databases: [], complete: false });
  }

  async forgetAhead(): Promise<void> {
    this.#fail('forgetAhead');
    const own = this.repositories.get('local') ?? [];
    this.repositories.set(
      'local',
      own.filter(({ id }) => id !== this.#ahead),
    );
  }

  async quiet(_job: Job, { name }: QuietService): Promise<void> {
    // Half done is done, too: whoever fails may be frozen.
    this.quietNow.add(name);
    if (this.staged !== undefined) this.staged.stage = 'amid';
    this.#noting(`quiet:${name}`);
  }

  async wake({ name }: QuietService): Promise<void> {
    this.#fail(`wake:${name}`);
    this.quietNow.delete(name);
  }

  async dump(_job: Job, service: string): Promise<void> {
    if (this.staged !== undefined) this.staged.stage = 'amid';
    this.#noting(`dump:${service}`);
    this.staged?.databases.push(service);
  }

  async writeDown(): Promise<void> {
    this.#fail('stage');
    if (this.staged !== undefined) this.staged.stage = 'staged';
  }

  async snapshot(job: Job): Promise<void> {
    this.#fail('snapshot');
    await this.hold?.();
    if (this.staged?.stage !== 'staged') throw new Error('nothing is staged');
    const { databases, missing } = this.staged;
    this.written += 1;
    this.#forgetOthers(job, this.#write(job, { databases: [...databases], complete: missing.length === 0 }));
  }

  async takeFinished(job: Job): Promise<void> {
    const found = await this.finishedBy(job);
    if (found === undefined) throw new Error('none was finished');
    this.#forgetOthers(job, found.id);
  }

  async copy(job: Job, { name, from }: { name: string; from: string }): Promise<void> {
    this.#fail(`copy:${name}`);
    const source = this.repositories.get(from)?.findLast((one) => one.job === makerOf(job));
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

  #write({ id: job }: Job, { databases, complete }: Pick<Kept, 'databases' | 'complete'>): string {
    this.#made += 1;
    const id = String(this.#made).padStart(64, '0');
    this.repositories.get('local')?.push({ id, job, databases, complete });
    return id;
  }

  #forgetOthers(job: Job, snapshot: string): void {
    const own = this.repositories.get('local') ?? [];
    this.repositories.set(
      'local',
      own.filter((one) => one.job !== job.id || one.id === snapshot),
    );
  }

  #noting(what: string): void {
    if (this.failing.has(what)) this.staged?.missing.push(what);
    this.#fail(what);
  }

  #fail(what: string): void {
    if (this.failing.has(what)) throw new LabError('backup.failed', `${what} does not work today.`);
  }
}
