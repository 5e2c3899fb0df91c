import type { PlanReply } from '../../contract/index.ts';
import type { Plan } from '../../core/model/operation.ts';
import { describeOperation, subjectOf } from '../../core/reconcile/operation-words.ts';
import { planToText } from '../../core/reconcile/plan-text.ts';

/** A plan's operations carry whole container specs: only their words leave the house. */
export function planReply(plan: Plan): PlanReply {
  return {
    empty: plan.length === 0,
    steps: plan.map(({ id, operation, after }) => ({
      id,
      kind: operation.kind,
      subject: subjectOf(operation),
      sentence: describeOperation(operation),
      cause: operation.cause,
      after: [...after],
    })),
    text: planToText(plan),
  };
}
