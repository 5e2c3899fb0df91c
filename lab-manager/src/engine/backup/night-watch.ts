import { doneAgain, isWeeklyDue, night, triedAgainAt } from '../../core/backup/night.ts';
import { isToCome } from '../../core/backup/to-come.ts';
import type { Job, JobKind, JobParams } from '../../core/model/job.ts';
import type { LabFile } from '../../core/model/lab-file.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { Clock, FailPoints, Store } from '../../core/ports.ts';
import type { JobRunner } from '../../jobs/job-runner.ts';
import { pause } from '../../wake.ts';

export interface NightWatchOptions {
  clock: Clock;
  store: Pick<Store, 'backups' | 'journal'>;
  runner: Pick<JobRunner, 'ask'>;
  /** What the lab is held to; undefined before its first lab file. */
  labFile(): LabFile | undefined;
  /** Whether the repository that snapshots are written to was made here. */
  isReady(labFile: LabFile): boolean;
  /** Whether this lab was laid down, and what it holds is not what was lost. */
  awaitsRestore(): boolean;
  onUnexpected(error: unknown): void;
  failPoints: FailPoints;
  everyMs?: number | undefined;
}

const usualEveryMs = 10_000;

/**
 * Asks for a snapshot at each of its times, once, whatever the clock does and however often the manager dies: a night that was
 * missed is made up for once, and one that failed is tried again, a few times, before the next. With the first of a week comes a
 * drill.
 */
export class NightWatch {
  readonly #options: NightWatchOptions;
  #nextAt: number | undefined;

  constructor(options: NightWatchOptions) {
    this.#options = options;
  }

  /** Epoch milliseconds, as of the last look at the schedule; of a night that failed, when it is tried again. */
  get nextAt(): number | undefined {
    return this.#nextAt;
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        this.tick();
        this.#options.failPoints.reach('nightWatch.looked');
      } catch (error) {
        this.#options.onUnexpected(error);
      }
      await pause(this.#options.everyMs ?? usualEveryMs, signal);
    }
  }

  tick(): void {
    const { clock, store, labFile } = this.#options;
    const held = labFile();
    if (held === undefined) return;
    // The night that the lost machine missed would be made up for with empty folders, and count as a good snapshot.
    if (this.#options.awaitsRestore()) {
      this.#nextAt = undefined;
      return;
    }
    const before = store.backups.followed();
    const { followed, dueAt, nextAt } = night(held.backup, held.timeZone, before, clock.now());
    this.#nextAt = nextAt;
    if (dueAt === undefined) {
      if (followed.written !== before?.written || followed.doneAt !== before?.doneAt)
        store.backups.noteFollowed(followed);
      return this.#tryAgain(followed.doneAt, nextAt);
    }
    // Until it was made nobody can write to it; the time stays due.
    if (!this.#options.isReady(held)) return;
    this.#ask('backup', dueAt);
    if (this.#isDrillDue()) this.#ask('drill', dueAt);
    store.backups.noteFollowed({ ...followed, doneAt: dueAt });
  }

  #tryAgain(since: number, nextAt: number | undefined): void {
    const attempts = this.#asked('backup', since);
    const at = triedAgainAt(attempts, nextAt);
    const params = this.#paramsAfter(attempts.at(-1));
    if (at === undefined || params === undefined) return;
    this.#nextAt = at;
    const held = this.#options.labFile();
    if (held !== undefined && this.#options.clock.now() >= at && this.#options.isReady(held))
      this.#request('backup', params);
  }

  /** Of the job that does once more what is worth it. */
  #paramsAfter(last: Job | undefined): Partial<JobParams> | undefined {
    if (last === undefined) return undefined;
    const { id, steps, params } = last;
    const isDamaged = (name: string): boolean => this.#options.store.backups.health(name).damage.length > 0;
    const again = doneAgain({ steps, makesSnapshot: params.again === undefined }, isDamaged);
    if (again === 'all') return {};
    return again && { again: { job: params.again?.job ?? id, steps: again } };
  }

  #isDrillDue(): boolean {
    const { store, clock } = this.#options;
    const last = store.backups.drills()[0]?.endedAt;
    return isWeeklyDue(last, clock.now());
  }

  /** One that a manager which died asked for, and didn't note any more, is the one of this night. */
  #ask(kind: JobKind, dueAt: number): void {
    if (this.#asked(kind, dueAt).length === 0) this.#request(kind);
  }

  /** By the schedule, since then; oldest first. Those of a night that is yet to come were asked for under a clock that was ahead. */
  #asked(kind: JobKind, since: number): readonly Job[] {
    const now = this.#options.clock.now();
    return this.#options.store.journal
      .list({ limit: 50, before: undefined })
      .filter((job) => job.kind === kind && job.params.reason === 'schedule')
      .filter(({ createdAt }) => createdAt >= since && !isToCome(createdAt, now))
      .toReversed();
  }

  #request(kind: JobKind, more: Partial<JobParams> = {}): void {
    const { runner, onUnexpected } = this.#options;
    try {
      runner.ask({
        kind,
        params: { target: 'lab', reason: 'schedule', ...more },
        requestedBy: { actor: 'schedule', via: 'lab', requestId: undefined },
        whenBusy: 'wait',
      });
    } catch (error) {
      // It can't be asked for: what is wrong with the lab file or the repository is told elsewhere.
      if (!(error instanceof LabError)) throw error;
      onUnexpected(error);
    }
  }
}
