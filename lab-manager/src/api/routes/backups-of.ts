import { LabError } from '../../core/model/lab-error.ts';
import type { Backups, RepositoryView } from '../../engine/backups.ts';
import { noBackupEngine } from '../../jobs/job-refusals.ts';
import type { ApiDeps } from '../deps.ts';

/** Throws `backup.engine_missing` where this manager was given no hands for backups. */
export function backupsOf({ backups }: Pick<ApiDeps, 'backups'>): Backups {
  if (backups !== undefined) return backups;
  throw noBackupEngine();
}

/** The one that is named, or the one that snapshots are written to. Throws `backup.unset`, `backup.unknown_repository`. */
export function repositoryOf(backups: Backups, name: string | undefined): RepositoryView {
  const all = backups.repositories();
  const found = name === undefined ? all[0] : all.find((one) => one.name === name);
  if (found !== undefined) return found;
  if (name === undefined || all.length === 0)
    throw new LabError('backup.unset', 'The lab file names no repository for backups.', {
      hint: 'Name one under backup.repositories, and apply it.',
    });
  throw new LabError('backup.unknown_repository', `There is no repository ${name}.`, {
    hint: `There is: ${all.map((one) => one.name).join(', ')}. Another is named in the lab file first.`,
  });
}
