import { setTimeout as delay } from 'node:timers/promises';
import { finalJobStates, type Job, type JobKind, type JobParams, type Requester } from '../core/model/job.ts';
import { LabError } from '../core/model/lab-error.ts';
import type { Clock, FailPoints, JobJournal } from '../core/ports.ts';
import type { JobDefinitions } from './job-definition.ts';
import { cancelledEnding } from './job-ending.ts';
import { JobEvents } from './job-events.ts';
import { jobIds } from './job-ids.ts';
import { JobQueue } from './job-queue.ts';
import { busyError, endedError, notFoundError } from './job-refusals.ts';
import { JobRun, type Aside } from './job-run.ts';
import type { JobTools } from './job-tools.ts';
import { Turn } from './turn.ts';
import { noFailPoints } from './fail-points.ts';

export interface JobRunnerOptions {
  journal: JobJournal;
  clock: Clock;
  definitions: JobDefinitions;
  /** Bugs and a journal that can't be written: for the log. */
  onError(error: unknown): void;
  failPoints?: FailPoints;
  /** Finished jobs to remember. */
  keep?: number;
  /** Pause before a job is taken up again whose journal couldn't be written. */
  retryMs?: number;
}

export interface JobRequest {
  kind: JobKind;
  params: JobParams;
  requestedBy: Requester;
  whenBusy: 'wait' | 'refuse';
}

const usualRetryMs = 10_000;
const unwritten = 'its journal could not be written';

/**
 * Runs one job at a time for the lab. INVARIANTS: a job that `ask` answered is in the journal and will run, whatever
 * happens to the process; the journal is the queue, nothing is kept beside it; two jobs never act at once. A job that only
 * waits lets others pass, but for those that a person asked for about the same.
 */
export class JobRunner {
  readonly events: JobEvents;
  readonly #options: JobRunnerOptions;
  readonly #tools: JobTools;
  readonly #nextId: () => string;
  readonly #halt = new AbortController();
  readonly #turn = new Turn();
  readonly #queue: JobQueue;
  /** What was begun and has not ended. */
  readonly #begun = new Map<string, { cancel: AbortController; ended: Promise<void> }>();
  #interruptedBy = '';
  #working: Promise<void> | undefined;
  #resumed = false;

  constructor(options: JobRunnerOptions) {
    const { journal, clock, onError, failPoints = noFailPoints } = options;
    this.#options = options;
    this.events = new JobEvents(onError);
    this.#queue = new JobQueue(journal);
    this.#tools = { journal, clock, events: this.events, failPoints, onError };
    this.#nextId = jobIds(clock, journal.list({ limit: 1, before: undefined })[0]?.id);
  }

  /** Takes up what the last run of the manager left, and from now on what is asked. */
  resume(): void {
    this.#resumed = true;
    this.#wake('the manager restarted');
  }

  /** Journals the job and answers it; it runs once those before it have ended. */
  ask({ kind, params, requestedBy, whenBusy }: JobRequest): Job {
    const { journal, clock } = this.#tools;
    const title = this.#options.definitions[kind].title(params);
    const busy = this.#queue.before({ kind, params });
    if (busy !== undefined && whenBusy === 'refuse') throw busyError(busy);
    const id = this.#nextId();
    journal.create({ id, kind, title, params, requestedBy, createdAt: clock.now() });
    this.#tools.failPoints.reach('job.created');
    const job = this.#told(id);
    this.#wake(unwritten);
    return job;
  }

  /** Takes effect at the next step boundary; waits end early. */
  cancel(id: string): Job {
    const { journal, clock } = this.#tools;
    const job = journal.get(id);
    if (job === undefined) throw notFoundError(id);
    if (finalJobStates.includes(job.state)) throw endedError(job);
    journal.requestCancel(id);
    if (job.state === 'queued') {
      journal.setState(id, 'cancelled', clock.now(), {
        outcome: 'Cancelled before it started.',
        error: undefined,
      });
    }
    this.#begun.get(id)?.cancel.abort(cancelledEnding().error);
    return this.#told(id);
  }

  /** The job that acts, or the one that waits for its turn next. */
  busyWith(): Job | undefined {
    return this.#queue.first();
  }

  /** Resolves once nothing runs and nothing waits. */
  async idle(): Promise<void> {
    while (this.#working !== undefined || this.#begun.size > 0)
      await Promise.all([this.#working, ...[...this.#begun.values()].map(({ ended }) => ended)]);
  }

  /** The manager stops: waits end, short effects finish, and what is open is taken up at the next start. */
  async stop(graceMs = 10_000): Promise<void> {
    this.#halt.abort(new LabError('job.interrupted', 'The manager is stopping.'));
    await Promise.race([this.idle(), delay(graceMs, undefined, { ref: false })]);
  }

  #wake(interruptedBy: string): void {
    if (!this.#resumed || this.#working !== undefined || this.#halt.signal.aborted) return;
    this.#working = this.#work(interruptedBy);
  }

  async #work(firstReason: string): Promise<void> {
    this.#interruptedBy = firstReason;
    // Whoever asked has its answer before anything is done.
    await Promise.resolve();
    for (;;) {
      await this.#turn.take();
      const job = this.#next();
      if (job === undefined) break;
      const cancel = new AbortController();
      if (job.cancelRequested) cancel.abort(cancelledEnding().error);
      this.#begun.set(job.id, { cancel, ended: this.#run(job, cancel.signal) });
    }
    // In the same breath as finding nothing to do: a job asked for from now on wakes it again.
    this.#turn.give();
    this.#working = undefined;
  }

  #next(): Job | undefined {
    if (this.#halt.signal.aborted) return undefined;
    try {
      return this.#queue.first();
    } catch (error) {
      this.#options.onError(error);
      setTimeout(() => this.#wake(unwritten), this.#options.retryMs ?? usualRetryMs).unref();
      return undefined;
    }
  }

  /** Has the turn when it begins, and gives it when it ends. */
  async #run(job: Job, cancel: AbortSignal): Promise<void> {
    // Known as begun before anything happens.
    await Promise.resolve();
    const signals = { cancel, halt: this.#halt.signal };
    const aside = this.#besides(job);
    const definition = this.#options.definitions[job.kind];
    try {
      await new JobRun(job.id, definition, this.#tools, signals, aside).run(this.#interruptedBy);
      this.#tools.journal.prune(this.#options.keep ?? 500);
    } catch (error) {
      // What isn't journalled isn't done: the same as after a crash, without one.
      this.#options.onError(error);
      this.#interruptedBy = unwritten;
      await this.#pause();
    } finally {
      this.#begun.delete(job.id);
      this.#turn.give();
      this.#wake(this.#interruptedBy);
    }
  }

  /** Lets others have the turn while the job only waits. */
  #besides(job: Job): Aside {
    return async (work, keepsOff) => {
      this.#queue.letPass(job, keepsOff);
      this.#turn.give();
      this.#wake(this.#interruptedBy);
      try {
        return await work();
      } finally {
        await this.#turn.take();
        this.#queue.goOn(job);
      }
    };
  }

  async #pause(): Promise<void> {
    await delay(this.#options.retryMs ?? usualRetryMs, undefined, { signal: this.#halt.signal }).catch(
      () => undefined,
    );
  }

  #told(id: string): Job {
    const job = this.#tools.journal.get(id);
    if (job === undefined) throw notFoundError(id);
    this.events.emit('job:changed', job);
    return job;
  }
}
