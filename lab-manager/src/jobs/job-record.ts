import type { Job, JobState, JobStep, JobStepState } from '../core/model/job.ts';
import type { LabError } from '../core/model/lab-error.ts';
import type { JobLogEntry } from '../core/ports.ts';
import type { PlannedStep } from './job-definition.ts';
import type { JobTools } from './job-tools.ts';
import { Throttle } from './throttle.ts';

const progressEveryMs = 250;
const tellEveryMs = 100;

/** One job's pen: writes down what happens, and tells it. States are committed at once, talk is gathered. */
export class JobRecord {
  readonly #id: string;
  readonly #tools: JobTools;
  readonly #told: Throttle;
  readonly #logged: Throttle;
  #lines: JobLogEntry[] = [];

  constructor(id: string, tools: JobTools) {
    this.#id = id;
    this.#tools = tools;
    this.#told = new Throttle(tellEveryMs, () => this.#harmless(() => this.#tell()));
    this.#logged = new Throttle(progressEveryMs, () => this.#harmless(() => this.#writeLog()));
  }

  job(): Job {
    const job = this.#tools.journal.get(this.#id);
    if (job === undefined) throw new Error(`job ${this.#id} vanished from the journal while it ran`);
    return job;
  }

  begin(): void {
    this.#tools.journal.setState(this.#id, 'running', this.#now());
    this.#tellNow();
  }

  takeUp(reason: string): void {
    this.#tools.journal.supersedeOpenSteps(this.#id, this.#now(), reason);
    this.log(`Taken up again: ${reason}.`);
    this.#tellNow();
  }

  end(state: JobState, outcome: string): void {
    this.#logged.flush();
    this.#tools.journal.setState(this.#id, state, this.#now(), { outcome, error: undefined });
    this.#tellNow();
  }

  addSteps(steps: readonly PlannedStep[]): readonly JobStep[] {
    const added = this.#tools.journal.addSteps(
      this.#id,
      steps.map(({ name, sentence }) => ({ name, sentence })),
    );
    this.#told.request();
    return added;
  }

  setStep(seq: number, state: JobStepState, detail?: string): void {
    this.#tools.journal.setStep(this.#id, seq, state, this.#now(), detail);
    this.#told.request();
  }

  /** Marks the step, and remembers that the job is failing. */
  fail(seq: number | undefined, error: LabError): void {
    const { code, message, hint } = error;
    this.#tools.journal.fail(this.#id, seq, this.#now(), { code, message, hint });
    this.#told.request();
  }

  supersedeOpenSteps(detail: string): void {
    this.#tools.journal.supersedeOpenSteps(this.#id, this.#now(), detail);
    this.#told.request();
  }

  /** Marks what this job did under that name as taken back. */
  undo(name: string): void {
    for (const step of this.job().steps) {
      if (step.name === name && step.startedAt !== undefined) this.setStep(step.seq, 'undone');
    }
  }

  /** A place to write one step's progress to: the last one before `flush` is never lost. */
  progress(seq: number): { report(fraction: number | undefined, detail: string): void; end(): void } {
    let latest: { fraction: number | undefined; detail: string } | undefined;
    const write = new Throttle(progressEveryMs, () =>
      this.#harmless(() => {
        if (latest === undefined) return;
        this.#tools.journal.setStepProgress(this.#id, seq, latest.fraction, latest.detail);
        this.#told.request();
      }),
    );
    return {
      report: (fraction, detail) => {
        latest = {
          fraction: fraction === undefined ? undefined : Math.min(1, Math.max(0, fraction)),
          detail,
        };
        write.request();
      },
      end: () => write.flush(),
    };
  }

  /** What the manager says of the job: kept however long the log is. */
  log(line: string): void {
    this.#write({ at: this.#now(), line });
  }

  /** What a step says, or a planner. */
  talk(line: string): void {
    this.#write({ at: this.#now(), line, ofStep: true });
  }

  /** Nothing of this job may happen after this. */
  close(): void {
    this.#logged.flush();
    this.#told.drop();
  }

  #write(entry: JobLogEntry): void {
    this.#lines.push(entry);
    this.#logged.request();
  }

  #writeLog(): void {
    const lines = this.#lines;
    this.#lines = [];
    if (lines.length === 0) return;
    for (const line of this.#tools.journal.appendLog(this.#id, lines)) {
      this.#tools.events.emit('job:log', { job: this.#id, ...line });
    }
  }

  #tellNow(): void {
    this.#told.request();
    this.#told.flush();
  }

  #tell(): void {
    this.#tools.events.emit('job:changed', this.job());
  }

  #harmless(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#tools.onError(error);
    }
  }

  #now(): number {
    return this.#tools.clock.now();
  }
}
