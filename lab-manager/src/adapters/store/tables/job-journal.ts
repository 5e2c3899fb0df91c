import { LabError } from '../../../core/model/lab-error.ts';
import {
  finalJobStates,
  type Job,
  type JobState,
  type JobStep,
  type JobStepState,
} from '../../../core/model/job.ts';
import type { JobJournal, JobLogEntry, JobLogLine } from '../../../core/ports.ts';
import { stepAct } from '../../../core/step-names.ts';
import type { Connection } from '../connection.ts';
import { jobStatements } from './job-statements.ts';
import { toJob, toStep, type JobRow } from './job-rows.ts';
import { SqliteJobLog } from './job-log.ts';

type Create = Parameters<JobJournal['create']>[0];

export class SqliteJobJournal implements JobJournal {
  readonly #connection: Connection;
  readonly #log: SqliteJobLog;
  readonly #sql: ReturnType<typeof jobStatements>;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#log = new SqliteJobLog(connection);
    this.#sql = jobStatements(connection);
  }

  create(job: Create): void {
    const { actor, via, requestId } = job.requestedBy;
    this.#sql.create.run({
      id: job.id,
      kind: job.kind,
      title: job.title,
      params: JSON.stringify(job.params),
      actor,
      via,
      requestId: requestId ?? null,
      createdAt: job.createdAt,
    });
  }

  get(id: string): Job | undefined {
    const row = this.#sql.get.get({ id });
    return row === undefined ? undefined : this.#withSteps(row);
  }

  list(page: { limit: number; before: string | undefined }): readonly Job[] {
    const rows = this.#sql.list.all({ limit: page.limit, before: page.before ?? null });
    return rows.map((row) => this.#withSteps(row));
  }

  unfinished(): readonly Job[] {
    return this.#sql.unfinished.all({}).map((row) => this.#withSteps(row));
  }

  setState(id: string, state: JobState, at: number, end?: { outcome: string; error: Job['error'] }): void {
    const final = finalJobStates.includes(state);
    const changed = this.#sql.setState.run({
      id,
      state,
      startedAt: state === 'running' ? at : null,
      endedAt: final ? at : null,
      outcome: end?.outcome ?? null,
      error: end?.error === undefined ? null : JSON.stringify(end.error),
    });
    if (changed === 0) throw notFoundError(id);
  }

  requestCancel(id: string): void {
    if (this.#sql.requestCancel.run({ id }) === 0) throw notFoundError(id);
  }

  addSteps(id: string, steps: readonly { name: string; sentence: string }[]): readonly JobStep[] {
    return this.#connection.transaction(() => {
      const first = (this.#sql.lastSeq.get({ id })?.seq ?? 0) + 1;
      return steps.map(({ name, sentence }, index) => {
        const seq = first + index;
        this.#sql.addStep.run({ id, seq, name, sentence });
        return plannedStep(seq, name, sentence);
      });
    });
  }

  setStep(id: string, seq: number, state: JobStepState, at: number, detail?: string): void {
    const changed = this.#sql.setStep.run({
      id,
      seq,
      state,
      startedAt: state === 'intent' ? at : null,
      endedAt: state === 'intent' || state === 'planned' ? null : at,
      detail: detail ?? null,
    });
    if (changed === 0) throw notFoundError(id);
  }

  fail(id: string, seq: number | undefined, at: number, error: NonNullable<Job['error']>): void {
    this.#connection.transaction(() => {
      if (seq !== undefined) this.setStep(id, seq, 'failed', at, error.message);
      this.#sql.rememberError.run({ id, error: JSON.stringify(error) });
    });
  }

  setStepProgress(id: string, seq: number, progress: number | undefined, detail: string | undefined): void {
    this.#sql.setStepProgress.run({ id, seq, progress: progress ?? null, detail: detail ?? null });
  }

  supersedeOpenSteps(id: string, at: number, detail: string): void {
    this.#sql.supersede.run({ id, at, detail });
  }

  appendLog(id: string, lines: readonly JobLogEntry[]): readonly JobLogLine[] {
    return this.#log.append(id, lines);
  }

  log(id: string, afterSeq: number, limit: number): readonly JobLogLine[] {
    return this.#log.list(id, afterSeq, limit);
  }

  prune(keep: number): void {
    this.#sql.prune.run({ keep });
  }

  #withSteps(row: JobRow): Job {
    return toJob(row, this.#sql.steps.all({ id: row.id }).map(toStep));
  }
}

const plannedStep = (seq: number, name: string, sentence: string): JobStep => ({
  seq,
  name,
  act: stepAct(name),
  sentence,
  state: 'planned',
  startedAt: undefined,
  endedAt: undefined,
  progress: undefined,
  detail: undefined,
});

const notFoundError = (id: string): LabError =>
  new LabError('job.not_found', `There is no job ${id}.`, { hint: 'List the jobs: labctl job list.' });
