import type { Job } from '../../core/model/job.ts';
import type { ApiDeps } from '../deps.ts';

/** What is under way: at most one job acts or has its turn next, any number only wait and let others pass. */
export interface OpenJobs {
  running: Job | undefined;
  waiting: readonly Job[];
}

export function openJobs({ jobs, store }: Pick<ApiDeps, 'jobs' | 'store'>): OpenJobs {
  const running = jobs.busyWith();
  const begun = store.journal.unfinished().filter(({ state }) => state === 'running');
  return { running, waiting: begun.filter(({ id }) => id !== running?.id) };
}
