import type { CheckConfigReply } from 'lab-manager/contract';
import type { ReactNode } from 'react';
import { Notice } from '../../components/notice.tsx';
import { messages } from './messages.ts';
import styles from './check-result.module.css';

interface CheckResultProps {
  reply: CheckConfigReply;
  /** The text was changed since. */
  outdated: boolean;
  /** The plan in sentences: drawn by the page, which knows plans. */
  plan: ReactNode;
  action: ReactNode;
}

export function CheckResult({ reply, outdated, plan, action }: CheckResultProps) {
  const same = reply.changes.length === 0;
  return (
    <div className={styles.result}>
      {outdated ? (
        <Notice tone="info" title={messages.outdated} />
      ) : (
        <Notice
          tone="ok"
          role="status"
          title={same ? `${messages.valid} ${messages.same}` : messages.valid}
          actions={action}
        />
      )}
      {reply.warnings.map(({ message, hint }) => (
        <Notice key={message} tone="warn" title={message}>
          <p>{hint}</p>
        </Notice>
      ))}
      {!same && (
        <>
          <h3>{messages.changes}</h3>
          <ul className={styles.changes}>
            {reply.changes.map(({ path, sentence }) => (
              <li key={path}>
                {sentence} <code>{path}</code>
              </li>
            ))}
          </ul>
        </>
      )}
      <h3>{messages.plan}</h3>
      {plan}
    </div>
  );
}
