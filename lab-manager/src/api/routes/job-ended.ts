import { finalJobStates, type Job } from '../../core/model/job.ts';
import type { Jobs } from '../deps.ts';

/** Resolves when the job has ended, the time is over, or nobody waits any more. */
export async function ended(
  jobs: Jobs,
  current: () => Job,
  waitMs: number,
  signal: AbortSignal,
): Promise<void> {
  const over = () => finalJobStates.includes(current().state);
  if (waitMs === 0 || over()) return;
  await new Promise<void>((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      unlisten();
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, waitMs);
    const unlisten = jobs.events.on('job:changed', () => {
      if (over()) finish();
    });
    signal.addEventListener('abort', finish);
    if (signal.aborted) finish();
  });
}
