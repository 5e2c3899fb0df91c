import type { JobRunner } from '../jobs/job-runner.ts';
import type { AcceptedLabFile } from './accepted-lab-file.ts';

/** Brings the lab back to what it should be, as a job. The first time it is an apply: the lab takes its lab file and comes up. */
export async function heal(
  runner: JobRunner,
  labFiles: AcceptedLabFile,
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
    // A manager that stops leaves the job open: the next start takes it up.
    signal.addEventListener('abort', () => resolve(false), { once: true });
    const stop = runner.events.on('job:changed', (job) => {
      if (job.id !== id || job.endedAt === undefined) return;
      stop();
      resolve(job.state === 'succeeded');
    });
  });
}
