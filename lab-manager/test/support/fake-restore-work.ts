import type { ErrorCode } from '../../src/core/model/error-codes.ts';
import { LabError } from '../../src/core/model/lab-error.ts';
import type { Job, JobParams } from '../../src/core/model/job.ts';
import type { EnvironmentName } from '../../src/core/model/lab-file.ts';
import type { RestoreState } from '../../src/core/model/backup.ts';
import type { PlannedStep } from '../../src/jobs/job-definition.ts';
import type { NamedPart, RestoreWork, Waiting } from '../../src/jobs/restore-work.ts';

const part = (name: string, database: string | undefined): NamedPart => ({
  name,
  words: name,
  environment: 'prod',
  database,
  isUsedBy: (service) => service === 'prod-glab' || service === database,
});

/** What each part is now, what lies aside of it, and what was made of it and is not in place: by the job that made it. */
interface Place {
  now: string;
  before: Map<string, string>;
  made: Map<string, string>;
}

/** Parts of a lab as restores see them. It outlives the manager, which may die at each step. */
export class FakeRestoreWork implements RestoreWork {
  readonly all = [part('prod-data', undefined), part('prod-db', 'prod-db')];
  readonly places = new Map<string, Place>(
    this.all.map(({ name }) => [name, { now: 'old', before: new Map(), made: new Map() }]),
  );
  /** Newest first. */
  rows: Waiting[] = [];
  scratch = false;
  readonly failing = new Set<string>();
  /** With what those end that fail otherwise than with `backup.failed`. */
  readonly codes = new Map<string, ErrorCode>();
  /** What must not be moved while anything has it open. */
  isOpen: () => boolean = () => false;

  assertRestorable(): void {
    this.#fail('assertRestorable');
  }

  words({ target }: JobParams): string {
    return target;
  }

  async parts(): Promise<readonly NamedPart[]> {
    this.#fail('parts');
    return this.all;
  }

  async preflight(): Promise<void> {
    this.#fail('preflight');
  }

  async fetch(job: Job, { name }: NamedPart): Promise<void> {
    this.#place(name).made.set(job.id, 'half');
    this.#fail(`fetch:${name}`);
    this.#place(name).made.set(job.id, `of ${job.params.snapshot ?? 'none'}`);
  }

  async load(job: Job, { name }: NamedPart): Promise<void> {
    this.scratch = true;
    this.#place(name).made.set(job.id, 'half');
    this.#fail(`load:${name}`);
    this.#place(name).made.set(job.id, `of ${job.params.snapshot ?? 'none'}`);
  }

  async prove(): Promise<void> {
    this.scratch = true;
    this.#fail('prove');
  }

  async probe(): Promise<void> {
    this.scratch = true;
    this.#fail('probe');
  }

  probed(): readonly EnvironmentName[] {
    return ['prod'];
  }

  async clear(): Promise<void> {
    this.scratch = false;
  }

  async beforeStopping(): Promise<readonly PlannedStep[]> {
    this.#fail('beforeStopping');
    return [];
  }

  async remember(job: Job, parts: readonly NamedPart[]): Promise<void> {
    if (this.waiting(job.id) !== undefined) return;
    this.rows.unshift({
      job: job.id,
      words: job.params.target,
      state: 'unfinished',
      confirmed: false,
      environments: ['prod'],
      parts,
    });
  }

  async swap(restore: string, { name }: NamedPart): Promise<void> {
    this.#fail(`swap:${name}`);
    const place = this.#place(name);
    if (place.before.has(restore)) return;
    this.#assertLetGo();
    const made = place.made.get(restore);
    if (made === undefined) throw new LabError('backup.swap_failed', `Nothing was made of ${name}.`);
    place.before.set(restore, place.now);
    place.now = made;
    place.made.delete(restore);
  }

  async putBack(restore: string, { name }: NamedPart): Promise<void> {
    this.#fail(`putBack:${name}`);
    const place = this.#place(name);
    const before = place.before.get(restore);
    if (before === undefined) return;
    this.#assertLetGo();
    place.made.set(restore, place.now);
    place.now = before;
    place.before.delete(restore);
  }

  async discard(restore: string): Promise<void> {
    for (const { made } of this.places.values()) made.delete(restore);
  }

  async note(restore: string, state: RestoreState): Promise<void> {
    this.#fail(`note:${state}`);
    this.rows = this.rows.map((row) => (row.job === restore ? { ...row, state } : row));
  }

  async forget(restore: string): Promise<void> {
    if ([...this.places.values()].some(({ before }) => before.has(restore)))
      throw new LabError('backup.swap_failed', 'Something still lies aside.');
    this.rows = this.rows.filter(({ job }) => job !== restore);
  }

  waiting(restore: string): Waiting | undefined {
    return this.rows.find(({ job }) => job === restore);
  }

  after(restore: string): readonly Waiting[] {
    return this.rows
      .slice(
        0,
        this.rows.findIndex(({ job }) => job === restore),
      )
      .filter(({ state }) => state !== 'undone');
  }

  async confirm(restore: string): Promise<void> {
    this.#fail('confirm');
    this.rows = this.rows.map((row) => (row.job === restore ? { ...row, confirmed: true } : row));
  }

  async forgetBefore(restore: string): Promise<void> {
    this.#fail('forgetBefore');
    for (const { before } of this.places.values()) before.delete(restore);
  }

  /** What the lab works with, by part. */
  now(): Record<string, string> {
    return Object.fromEntries([...this.places].map(([name, { now }]) => [name, now]));
  }

  /** What lies beside that: `prod-data before …`. */
  beside(): readonly string[] {
    return [...this.places].flatMap(([name, { before, made }]) => [
      ...[...before.values()].map((what) => `${name} before: ${what}`),
      ...[...made.values()].map((what) => `${name} made: ${what}`),
    ]);
  }

  #place(name: string): Place {
    const place = this.places.get(name);
    if (place === undefined) throw new Error(`there is no part ${name}`);
    return place;
  }

  #assertLetGo(): void {
    if (this.isOpen()) throw new Error('it is moved while somebody has it open');
  }

  #fail(what: string): void {
    if (this.failing.has(what))
      throw new LabError(this.codes.get(what) ?? 'backup.failed', `${what} does not work today.`);
  }
}
