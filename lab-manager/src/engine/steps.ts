import type { Job } from '../core/model/job.ts';
import type { Operation, Plan } from '../core/model/operation.ts';
import { describeOperation, operationAct } from '../core/reconcile/operation-words.ts';
import { acting } from '../jobs/acting.ts';
import type { PlannedStep } from '../jobs/job-definition.ts';
import { execute, type Hands } from './executors.ts';

/** A plan as a job's round: the same order, each operation a step that is journalled before its effect. */
export function planToSteps(plan: Plan, job: Pick<Job, 'id'>, hands: Hands): readonly PlannedStep[] {
  const position = new Map(plan.map((step, index) => [step.id, index]));
  return plan.map(({ operation, after }) => ({
    ...operationToStep(operation, job, hands),
    after: after.map((id) => position.get(id) ?? 0),
  }));
}

export function operationToStep(operation: Operation, job: Pick<Job, 'id'>, hands: Hands): PlannedStep {
  return acting(operationAct(operation), {
    sentence: describeOperation(operation),
    do: (report, signal) => execute(hands, operation, { jobId: job.id, report, signal }),
  });
}
