import type { StatusReply } from 'lab-manager/contract';
import type { ReactNode } from 'react';
import { CopyButton } from '../../components/copy-button.tsx';
import { Notice } from '../../components/notice.tsx';
import { messages } from './messages.ts';
import styles from './problem-list.module.css';

const words = messages.problems;
type HealthProblem = StatusReply['problems'][number];
const tones = { critical: 'bad', warning: 'warn', info: 'info' } as const;

interface ProblemListProps {
  problems: StatusReply['problems'];
  /** What can be done about one, beside its hint. */
  remedy?: (problem: HealthProblem) => ReactNode;
}

export function ProblemList({ problems, remedy }: ProblemListProps) {
  if (problems.length === 0) return null;
  return (
    <section aria-label={words.title} className={styles.list}>
      {problems.map((problem) => {
        const { id, severity, subject, message, hint } = problem;
        return (
          <Notice
            key={`${id} ${subject}`}
            tone={tones[severity]}
            title={`${words.severities[severity]}: ${message}`}
            actions={
              <>
                {remedy?.(problem)}
                <CopyButton text={`${message}\n${hint}\n${id} · ${subject}`} label={words.copy} />
              </>
            }
          >
            <p>{hint}</p>
            <p className={styles.subject}>
              {id} · {subject}
            </p>
          </Notice>
        );
      })}
    </section>
  );
}
