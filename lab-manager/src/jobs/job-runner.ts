import { setTimeout as delay } from 'node:timers/promises';
import { finalJobStates, type Job, type JobKind, type JobParams, type Requester } from '../core/model/job.ts';
import { LabError } from '../core/model/lab-error.ts';
import type { Clock, JobJournal } from '../core/ports.ts';
import type { JobDefinitions } from './job-definition.ts';
import { cancelledEnding } from './job-ending.ts';
import { JobEvents } from './job-events.ts';
import { jobIds } from './job-ids.ts';
import { JobRun } from './job-run.ts';
import type { JobTools } from './job-tools.ts';
import { noFailPoints, type FailPoints } from './fail-points.ts';

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

/**
 * Runs one job at a time for the lab. INVARIANTS: a job that `ask` answered is in the journal and will run, whatever
 * happens to the process; the journal is the queue, nothing is kept beside it; two jobs never run at once.
 */
export class JobRunner {
  readonly events: JobEvents;
  readonly #options: JobRunnerOptions;
  readonly #tools: JobTools;
  readonly #nextId: () => string;
  readonly #halt = new AbortController();
  #current: { id: string; cancel: AbortController } | undefined;
  #working: Promise<void> | undefined;
  #resumed = false;

  constructor(options: JobRunnerOptions) {
    const { journal, clock, onError, failPoints = noFailPoints } = options;
    this.#options = options;
    this.events = new JobEvents(onError);
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
    const [busy] = journal.unfinished();
    if (busy !== undefined && whenBusy === 'refuse') throw busyError(busy);
    const id = this.#nextId();
    journal.create({ id, kind, title, params, requestedBy, createdAt: clock.now() });
    this.#tools.failPoints.reach('job.created');
    const job = this.#told(id);
    this.#wake('its journal could not be written');
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
    if (this.#current?.id === id) this.#current.cancel.abort(cancelledEnding().error);
    return this.#told(id);
  }

  /** The job that runs, or the one that waits for its turn next. */
  busyWith(): Job | undefined {
    const unfinished = this.#tools.journal.unfinished();
    return unfinished.find((job) => job.state === 'running') ?? unfinished[0];
  }

  /** Resolves once nothing runs and nothing waits. */
  async idle(): Promise<void> {
    while (this.#working !== undefined) await this.#working;
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
    // Whoever asked has its answer before anything is done.
    await Promise.resolve();
    let interruptedBy = firstReason;
    while (!this.#halt.signal.aborted) {
      try {
        const job = this.busyWith();
        if (job === undefined) break;
        await this.#run(job, interruptedBy);
      } catch (error) {
        // What isn't journalled isn't done: the same as after a crash, without one.
        this.#options.onError(error);
        interruptedBy = 'its journal could not be written';
        await this.#pause();
      }
    }
    // In the same breath as finding nothing to do: a job asked for from now on wakes it again.
    this.#working = undefined;
  }

  async #run(job: Job, interruptedBy: string): Promise<void> {
    const cancel = new AbortController();
    if (job.cancelRequested) cancel.abort(cancelledEnding().error);
    this.#current = { id: job.id, cancel };
    const signals = { cancel: cancel.signal, halt: this.#halt.signal };
    try {
      await new JobRun(job.id, this.#options.definitions[job.kind], this.#tools, signals).run(interruptedBy);
      this.#tools.journal.prune(this.#options.keep ?? 500);
    } finally {
      this.#current = undefined;
    }
  }

  async #pause(): Promise<void> {
    await delay(this.#options.retryMs ?? 10_000, undefined, { signal: this.#halt.signal }).catch(
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

const busyError = (busy: Job): LabError =>
  new LabError('job.busy', `The lab is busy with job ${busy.id}: ${busy.title}.`, {
    hint: `Wait for it (labctl job show ${busy.id}) or cancel it (labctl job cancel ${busy.id}).`,
    details: [{ path: 'job', message: busy.id }],
    retryAfterSeconds: 5,
  });

const notFoundError = (id: string): LabError =>
  new LabError('job.not_found', `There is no job ${id}.`, { hint: 'List the jobs: labctl job list.' });

const endedError = (job: Job): LabError =>
  new LabError('job.not_cancellable', `Job ${job.id} has ended already: ${job.state}.`, {
    hint: 'See what it did: labctl job list.',
  });
