import type { ReactNode } from 'react';
import { toProblem } from '../lib/problem.ts';
import { Button } from './button.tsx';
import { CopyButton } from './copy-button.tsx';
import { Notice } from './notice.tsx';
import styles from './problem-notice.module.css';

interface ProblemNoticeProps {
  error: unknown;
  onRetry?: (() => void) | undefined;
  /** What this means for the reader's data or work, where that is not plain. */
  children?: ReactNode;
  /** Shown elsewhere, beside their fields. */
  hideFields?: boolean;
}

/** What happened, what to do, and what to quote when asking for help. */
export function ProblemNotice({ error, onRetry, children, hideFields = false }: ProblemNoticeProps) {
  const problem = toProblem(error);
  const reference = [problem.code, problem.requestId && `request ${problem.requestId}`]
    .filter(Boolean)
    .join(' · ');
  const report = [problem.message, problem.hint, reference].filter(Boolean).join('\n');
  const actions = (
    <>
      {onRetry && (
        <Button small icon="restart" onClick={onRetry}>
          Try again
        </Button>
      )}
      <CopyButton text={report} />
    </>
  );
  return (
    <Notice tone="bad" role="alert" title={problem.message} actions={actions}>
      {problem.hint !== undefined && <p>{problem.hint}</p>}
      {children}
      {!hideFields && problem.errors.length > 0 && (
        <ul className={styles.fields}>
          {problem.errors.map(({ path, message, line }) => (
            <li key={`${path} ${message} ${String(line)}`}>
              {path !== '' && <code>{path}</code>} {message}
              {line !== undefined && ` (line ${String(line)})`}
            </li>
          ))}
        </ul>
      )}
      <p className={styles.reference}>{reference}</p>
    </Notice>
  );
}
