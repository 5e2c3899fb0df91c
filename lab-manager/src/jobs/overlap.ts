import { isBackupJob, type Job, type JobKind } from '../core/model/job.ts';

/** Whether two targets have a service in common, as far as their names tell: what is the lab's is everybody's. */
export const overlap = (one: string, other: string): boolean =>
  one === 'lab' || other === 'lab' || environment(one) === environment(other);

type About = Pick<Job, 'kind' | 'params'>;

/**
 * Whether the one may not act while the other only waits, or does what changes nothing in the lab. Those of backups exclude
 * each other, as they share repositories, the staging folder and what lies aside. A restore excludes everything on its
 * environments; of the others nobody has to wait for one that reads, but while it says so itself (`keepsOff`).
 */
export function exclude(one: About, other: About): boolean {
  if (isBackupJob(one) && isBackupJob(other)) return true;
  if (reading.includes(one.kind) || reading.includes(other.kind)) return false;
  return overlap(one.params.target, other.params.target);
}

/** They change nothing that a service uses. */
const reading: readonly JobKind[] = ['backup', 'verify', 'repair', 'drill', 'export', 'confirm-restore'];

const environment = (target: string): string | undefined => target.split('-')[0];
