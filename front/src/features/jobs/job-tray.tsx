import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { isOver, jobQuery } from './api.ts';
import { JobState } from './job-state.tsx';
import { messages } from './messages.ts';
import styles from './job-tray.module.css';

/** The job that runs or waits, at the foot of every page. */
export function JobTray({ id }: { id: string }) {
  const { data: job } = useQuery(jobQuery(id));
  if (job === undefined || isOver(job)) return null;
  const step = job.steps.find(({ state }) => state === 'intent');
  return (
    <aside className={styles.tray} aria-label={messages.states.running}>
      <div className={styles.inside}>
        <JobState job={job} />
        <Link to={`/jobs/${job.id}`}>{job.title}</Link>
        <span className={styles.step}>{step?.sentence}</span>
        <span className={styles.bar}>
          <ProgressBar
            value={job.steps.length === 0 ? null : job.progress}
            label={messages.progress(job.title)}
          />
        </span>
      </div>
    </aside>
  );
}
