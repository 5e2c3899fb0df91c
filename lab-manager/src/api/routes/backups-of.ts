import type { Backups } from '../../engine/backups.ts';
import { noBackupEngine } from '../../jobs/job-refusals.ts';
import type { ApiDeps } from '../deps.ts';

/** Throws `backup.engine_missing` where this manager was given no hands for backups. */
export function backupsOf({ backups }: Pick<ApiDeps, 'backups'>): Backups {
  if (backups !== undefined) return backups;
  throw noBackupEngine();
}
