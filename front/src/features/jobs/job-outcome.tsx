import type { JobReply } from 'lab-manager/contract';
import { CopyButton } from '../../components/copy-button.tsx';
import { Notice } from '../../components/notice.tsx';
import { isOver } from './api.ts';
import { messages } from './messages.ts';
import styles from './job-course.module.css';

/** What came of a job; an error with its hint, ready to be copied. */
export function JobOutcome({ job }: { job: JobReply }) {
  if (!isOver(job)) return null;
  if (job.error === null) {
    return (
      <div className={styles.outcome}>
        <Notice
          tone={job.state === 'succeeded' ? 'ok' : 'info'}
          title={job.outcome ?? messages.states[job.state]}
        />
      </div>
    );
  }
  const { code, message, hint } = job.error;
  const report = [message, hint, `${code} · job ${job.id}`].filter(Boolean).join('\n');
  return (
    <div className={styles.outcome}>
      <Notice tone="bad" title={message} actions={<CopyButton text={report} />}>
        {hint !== null && <p>{hint}</p>}
        {job.outcome !== null && job.steps.length > 0 && job.outcome !== message && <p>{job.outcome}</p>}
        <p>
          <code>{code}</code>
        </p>
      </Notice>
    </div>
  );
}
