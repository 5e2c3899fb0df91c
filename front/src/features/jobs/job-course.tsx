import type { JobReply } from 'lab-manager/contract';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { JobOutcome } from './job-outcome.tsx';
import { JobSteps } from './job-steps.tsx';
import { messages } from './messages.ts';
import styles from './job-course.module.css';

/** How far a job is, how it ended, and its steps. */
export function JobCourse({ job }: { job: JobReply }) {
  const { state, steps, progress, title } = job;
  return (
    <>
      {state === 'running' && (
        <div className={styles.bar}>
          <ProgressBar value={steps.length === 0 ? null : progress} label={messages.progress(title)} />
        </div>
      )}
      <JobOutcome job={job} />
      <JobSteps job={job} />
    </>
  );
}
