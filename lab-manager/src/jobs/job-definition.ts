import type { ErrorCode } from '../core/model/error-codes.ts';
import type { Job, JobKind, JobParams, JobStep } from '../core/model/job.ts';
import type { LabError } from '../core/model/lab-error.ts';

/** How a step tells how far it is. Progress is written at most every 250 ms; the last one always arrives. */
export interface StepReport {
  /** `fraction` is 0 to 1, undefined where it is not known. */
  progress(fraction: number | undefined, detail: string): void;
  log(line: string): void;
}

/** One effect of a round. */
export interface PlannedStep {
  /**
   * Stable, e.g. `createContainer:prod-db`: fail-points and tests refer to it. Unique within its round. It says what the
   * step does, for whoever plans by that (`stepAct`).
   */
  name: string;
  /** For people, e.g. `create container prod-db: it does not exist`. */
  sentence: string;
  /** 0-based indexes, into the same round, of the steps that must be done before this one starts. */
  after: readonly number[];
  /** Name of an earlier step of this job that this one takes back; the journal then shows that one as undone. */
  undoes?: string;
  /** It changes nothing and may take long: alone in its round, it lets other jobs pass. What they did is seen in the next. */
  waits?: true;
  /** Of one that `waits`: jobs of these kinds don't pass all the same. */
  keepsOff?: readonly JobKind[];
  /**
   * Where it fails, or fails with one of these codes, the job goes on all the same: the step says so, and the plans that
   * follow see it.
   */
  mayFail?: true | readonly ErrorCode[];
  /**
   * The effect. It may be repeated after a crash, so doing what is done already succeeds.
   * `signal` aborts when the job is cancelled or the manager stops: waits end then, short effects just finish.
   */
  do(report: StepReport, signal: AbortSignal): Promise<void>;
}

/** One that gets its place in a round from those it stands among (`inARow`). */
export type Step = Omit<PlannedStep, 'after'>;

export interface JobContext {
  /** As in PlannedStep.do. */
  signal: AbortSignal;
  log(line: string): void;
}

/** Why a job goes no further. */
export interface JobEnding {
  reason: 'failed' | 'cancelled';
  /** The step that failed; undefined when planning failed, or on a cancel. */
  step: JobStep | undefined;
  error: LabError;
}

/**
 * A job as code: planned anew from what is there, round after round, until nothing is left. So a crash between any two
 * steps needs no memory of where it was: planning again converges.
 */
export interface JobDefinition {
  /** One sentence: what was asked for. Throws when it can't be asked for (`service.unknown`): nothing is journalled then. */
  title(params: JobParams): string;
  /** [] = done. `job.steps` holds what this job did so far, also before a crash. */
  plan(job: Job, context: JobContext): Promise<readonly PlannedStep[]>;
  /**
   * What to put back once the job failed or was cancelled; planned round after round until [] like `plan`, also after a
   * crash. The job ends as failed or cancelled whatever comes of it.
   */
  onFailure?(job: Job, ending: JobEnding, context: JobContext): Promise<readonly PlannedStep[]>;
  /** One sentence: what came of it. Asked when it succeeded, with `endedAt` set. */
  outcome(job: Job): string;
}

/** One definition for each kind: the compiler names the one that was forgotten. */
export type JobDefinitions = Readonly<Record<JobKind, JobDefinition>>;
