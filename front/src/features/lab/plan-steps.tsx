import type { PlanReply } from 'lab-manager/contract';
import { messages } from './messages.ts';
import styles from './plan-steps.module.css';

/** A plan in sentences, each with its cause. */
export function PlanSteps({ plan }: { plan: PlanReply }) {
  if (plan.empty) return <p className={styles.nothing}>{messages.plan.nothing}</p>;
  return (
    <ol className={styles.steps}>
      {plan.steps.map(({ id, sentence, cause }) => (
        <li key={id}>
          {sentence}
          {cause !== '' && !sentence.includes(cause) && <span className={styles.cause}>: {cause}</span>}
        </li>
      ))}
    </ol>
  );
}
