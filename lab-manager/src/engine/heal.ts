import type { JobRunner } from '../jobs/job-runner.ts';
import type { AcceptedLabFile } from './accepted-lab-file.ts';

/** Brings the lab back to what it should be, as a job. The first time it is an apply: the lab takes its lab file and comes up. */
export async function heal(
  runner: JobRunner,
  labFiles: Pick<AcceptedLabFile, 'applied'>,
  signal: AbortSignal,
): Promise<boolean> {
  const kind = labFiles.applied() === undefined ? 'apply' : 'heal';
  const { id } = runner.ask({
    kind,
    params: { target: 'lab' },
    requestedBy: { actor: 'lab', via: 'lab', requestId: undefined },
    whenBusy: 'wait',
  });
  return new Promise((resolve) => {
    const finish = (healed: boolean) => {
      unlisten();
      signal.removeEventListener('abort', leave);
      resolve(healed);
    };
    // A manager that stops leaves the job open: the next start takes it up.
    const leave = () => finish(false);
    const unlisten = runner.events.on('job:changed', (job) => {
      if (job.id === id && job.endedAt !== undefined) finish(job.state === 'succeeded');
    });
    signal.addEventListener('abort', leave);
    if (signal.aborted) leave();
  });
}
