import type { Job, JobKind } from '../core/model/job.ts';
import { LabError } from '../core/model/lab-error.ts';
import { cancelledEnding, isAbort, rememberedEnding, toLabError, unsettledError } from './job-ending.ts';
import type { JobContext, JobDefinition, JobEnding, PlannedStep } from './job-definition.ts';
import { JobRecord } from './job-record.ts';
import type { JobTools } from './job-tools.ts';
import { checkEdges, runRound } from './round.ts';
import { failedOutcome, cancelledOutcome } from './sentences.ts';
import { runStep } from './step-run.ts';

/** Does something for which other jobs need not wait, but for those of these kinds. */
export type Aside = <Result>(work: () => Promise<Result>, keepsOff: readonly JobKind[]) => Promise<Result>;

export interface JobSignals {
  /** A person cancelled the job. */
  cancel: AbortSignal;
  /** The manager stops: leave everything as it is, to be taken up at the next start. */
  halt: AbortSignal;
}

/** Rounds that a job may take before it counts as not settling. */
const maxRounds = 20;

type Planner = (job: Job, context: JobContext) => Promise<readonly PlannedStep[]>;

/** One job from where it is to its end: fresh, interrupted, failing or cancelled. Throws only what the journal throws. */
export class JobRun {
  readonly #record: JobRecord;
  readonly #definition: JobDefinition;
  readonly #tools: JobTools;
  readonly #signals: JobSignals;
  readonly #aside: Aside;
  /** What goes wrong from now on isn't why the job ends. */
  #ending = false;

  constructor(id: string, definition: JobDefinition, tools: JobTools, signals: JobSignals, aside: Aside) {
    this.#aside = aside;
    this.#record = new JobRecord(id, tools);
    this.#definition = definition;
    this.#tools = tools;
    this.#signals = signals;
  }

  async run(interruptedBy: string): Promise<void> {
    try {
      this.#begin(interruptedBy);
      const ending = this.#endingSoFar() ?? (await this.#work());
      if (ending !== undefined) await this.#recover(ending);
      if (!this.#signals.halt.aborted) this.#end(ending);
    } finally {
      this.#record.close();
    }
  }

  #begin(interruptedBy: string): void {
    if (this.#record.job().state === 'running') this.#record.takeUp(interruptedBy);
    else this.#record.begin();
    this.#tools.failPoints.reach('job.begun');
  }

  /** Why it goes no further, where that was known before the interruption. */
  #endingSoFar(): JobEnding | undefined {
    const job = this.#record.job();
    return rememberedEnding(job) ?? (this.#signals.cancel.aborted ? cancelledEnding() : undefined);
  }

  #work(): Promise<JobEnding | undefined> {
    const signal = AbortSignal.any([this.#signals.cancel, this.#signals.halt]);
    return this.#rounds((job, context) => this.#definition.plan(job, context), signal);
  }

  /** What is put back isn't cancelled any more, and what goes wrong with it doesn't change how the job ends. */
  async #recover(ending: JobEnding): Promise<void> {
    const { onFailure } = this.#definition;
    if (onFailure === undefined || this.#signals.halt.aborted) return;
    this.#ending = true;
    const planner: Planner = (job, context) => onFailure.call(this.#definition, job, ending, context);
    const again = await this.#rounds(planner, this.#signals.halt);
    if (again !== undefined) this.#record.log(`Putting things back failed: ${again.error.message}`);
  }

  #end(ending: JobEnding | undefined): void {
    const job = { ...this.#record.job(), endedAt: this.#tools.clock.now() };
    this.#tools.failPoints.reach('job.before-end');
    if (ending === undefined) this.#record.end('succeeded', this.#definition.outcome(job));
    else if (ending.reason === 'failed') this.#record.end('failed', failedOutcome(job, ending.error));
    else this.#record.end('cancelled', cancelledOutcome(job));
    this.#tools.failPoints.reach('job.ended');
  }

  /** Plans and does until nothing is left; answers why it goes no further. */
  async #rounds(planner: Planner, signal: AbortSignal): Promise<JobEnding | undefined> {
    let steps: readonly PlannedStep[] = [];
    for (let round = 1; round <= maxRounds + 1; round += 1) {
      try {
        steps = await planner(this.#record.job(), { signal, log: (line) => this.#record.talk(line) });
        checkEdges(steps);
      } catch (error) {
        return signal.aborted ? cancelledEnding() : this.#planFailed(error);
      }
      if (signal.aborted) return cancelledEnding();
      if (steps.length === 0) return undefined;
      if (round > maxRounds) break;
      const ending = await this.#round(steps, signal);
      if (ending !== undefined) return ending;
    }
    return this.#planFailed(unsettledError(maxRounds, steps));
  }

  #planFailed(cause: unknown): JobEnding {
    const error = this.#labError(cause);
    if (!this.#ending) this.#record.fail(undefined, error);
    return { reason: 'failed', step: undefined, error };
  }

  async #round(steps: readonly PlannedStep[], signal: AbortSignal): Promise<JobEnding | undefined> {
    const journalled = this.#record.addSteps(steps);
    this.#tools.failPoints.reach('round.planned');
    let ending: JobEnding | undefined;
    const run = async (index: number): Promise<boolean> => {
      const step = steps[index];
      const written = journalled[index];
      if (step === undefined || written === undefined) throw new Error(`the round has no step ${index}`);
      const outcome = await runStep(step, written.seq, this.#record, signal, this.#tools);
      if (outcome.ok) return true;
      // Nobody told it to end, so it failed.
      if (goesOnAfter(step, outcome.error) && !signal.aborted) {
        const { message } = this.#labError(outcome.error);
        this.#record.log(`Step ${written.seq} failed, and the job goes on: ${message}`);
        this.#record.setStep(written.seq, 'failed', message);
        return true;
      }
      ending ??= this.#stepFailed(written.seq, outcome.error, signal);
      return false;
    };
    const round = () => runRound(steps, run, () => ending === undefined && !signal.aborted);
    const keepsOff = steps.flatMap((step) => step.keepsOff ?? []);
    await (steps.every(({ waits }) => waits === true) ? this.#aside(round, keepsOff) : round());
    if (signal.aborted) ending ??= cancelledEnding();
    if (ending !== undefined && !this.#signals.halt.aborted) this.#leaveRest(ending);
    return ending;
  }

  #stepFailed(seq: number, cause: unknown, signal: AbortSignal): JobEnding {
    // The next start finds the intent and plans anew.
    if (this.#signals.halt.aborted) return cancelledEnding();
    if (signal.aborted) {
      const failure = isAbort(cause, signal) ? undefined : this.#labError(cause).message;
      this.#record.log(
        failure === undefined ? `Step ${seq} was cancelled.` : `Step ${seq} failed: ${failure}`,
      );
      this.#record.setStep(seq, failure === undefined ? 'superseded' : 'failed', failure ?? 'cancelled');
      return cancelledEnding();
    }
    const error = this.#labError(cause);
    this.#record.log(`Step ${seq} failed: ${error.message}`);
    if (this.#ending) this.#record.setStep(seq, 'failed', error.message);
    else this.#record.fail(seq, error);
    return { reason: 'failed', step: this.#record.job().steps.find((step) => step.seq === seq), error };
  }

  #leaveRest(ending: JobEnding): void {
    const why = ending.reason === 'cancelled' ? 'cancelled' : `not started: ${ending.error.message}`;
    this.#record.supersedeOpenSteps(why);
  }

  /** What isn't a LabError is a bug: the job fails with what can be said, the stack goes to the log. */
  #labError(cause: unknown): LabError {
    if (!(cause instanceof LabError)) this.#tools.onError(cause);
    return toLabError(cause);
  }
}

const goesOnAfter = ({ mayFail = [] }: Pick<PlannedStep, 'mayFail'>, error: unknown): boolean =>
  mayFail === true || (error instanceof LabError && mayFail.includes(error.code));
