import type { PlannedStep } from './job-definition.ts';
import type { JobRecord } from './job-record.ts';
import type { JobTools } from './job-tools.ts';

export type StepOutcome = { ok: true } | { ok: false; error: unknown };

/**
 * Write ahead: the intent is committed before the effect, `done` after it. Answers what the effect threw; throws only
 * what the journal threw, after which nothing may be done any more.
 */
export async function runStep(
  step: PlannedStep,
  seq: number,
  record: JobRecord,
  signal: AbortSignal,
  { failPoints }: Pick<JobTools, 'failPoints'>,
): Promise<StepOutcome> {
  failPoints.reach(`${step.name}.before-intent`);
  record.setStep(seq, 'intent');
  record.log(`Step ${seq} begins: ${step.sentence}.`);
  failPoints.reach(`${step.name}.before`);
  const outcome = await effect(step, seq, record, signal);
  if (!outcome.ok) return outcome;
  failPoints.reach(`${step.name}.after`);
  record.setStep(seq, 'done');
  record.log(`Step ${seq} is done.`);
  if (step.undoes !== undefined) record.undo(step.undoes);
  failPoints.reach(`${step.name}.after-done`);
  return outcome;
}

async function effect(
  step: PlannedStep,
  seq: number,
  record: JobRecord,
  signal: AbortSignal,
): Promise<StepOutcome> {
  const progress = record.progress(seq);
  try {
    await step.do({ progress: progress.report, log: (line) => record.talk(line) }, signal);
    return { ok: true };
  } catch (error) {
    return { ok: false, error };
  } finally {
    progress.end();
  }
}
