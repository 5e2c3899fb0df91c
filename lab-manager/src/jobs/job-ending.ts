import { errorCodes, type ErrorCode } from '../core/model/error-codes.ts';
import type { Job } from '../core/model/job.ts';
import { LabError } from '../core/model/lab-error.ts';
import type { JobEnding, PlannedStep } from './job-definition.ts';

export const cancelledEnding = (): JobEnding => ({
  reason: 'cancelled',
  step: undefined,
  error: new LabError('job.cancelled', 'The job was cancelled.'),
});

/** A job that was failing when the manager went away goes on failing. */
export function rememberedEnding(job: Job): JobEnding | undefined {
  if (job.error === undefined) return undefined;
  const { code, message, hint } = job.error;
  const known: ErrorCode = errorCodes.find((candidate) => candidate === code) ?? 'job.failed';
  return {
    reason: 'failed',
    step: job.steps.find((step) => step.state === 'failed'),
    error: new LabError(known, message, hint === undefined ? {} : { hint }),
  };
}

/** Whether a step ended early because it was told to, rather than failed by itself meanwhile. */
export function isAbort(error: unknown, signal: AbortSignal): boolean {
  if (error === signal.reason) return true;
  if (error instanceof LabError) return error.code === 'job.cancelled' || isAbort(error.cause, signal);
  return error instanceof Error && error.name === 'AbortError';
}

export const toLabError = (error: unknown): LabError =>
  error instanceof LabError
    ? error
    : new LabError('internal', `Something unexpected happened: ${text(error)}`, {
        hint: "Try again; the manager's log has the details.",
        cause: error,
      });

const text = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export const unsettledError = (rounds: number, left: readonly PlannedStep[]): LabError =>
  new LabError(
    'job.failed',
    `The lab did not settle within ${rounds} rounds; still to do: ${left.map((step) => step.sentence).join('; ')}.`,
    { hint: "Look at the services' logs: something undoes what the lab does." },
  );
