import type { StatusReply } from 'lab-manager/contract';
import { CopyButton } from '../../components/copy-button.tsx';
import { Notice } from '../../components/notice.tsx';
import { messages } from './messages.ts';
import styles from './problem-list.module.css';

const words = messages.problems;
const tones = { critical: 'bad', warning: 'warn', info: 'info' } as const;

export function ProblemList({ problems }: { problems: StatusReply['problems'] }) {
  if (problems.length === 0) return null;
  return (
    <section aria-label={words.title} className={styles.list}>
      {problems.map(({ id, severity, subject, message, hint }) => (
        <Notice
          key={`${id} ${subject}`}
          tone={tones[severity]}
          title={`${words.severities[severity]}: ${message}`}
          actions={<CopyButton text={`${message}\n${hint}\n${id} · ${subject}`} label={words.copy} />}
        >
          <p>{hint}</p>
          <p className={styles.subject}>
            {id} · {subject}
          </p>
        </Notice>
      ))}
    </section>
  );
}
