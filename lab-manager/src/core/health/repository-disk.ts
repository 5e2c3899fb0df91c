import { checkOfBackups } from './known-backups.ts';

/** One that lies elsewhere is enough, as long as it can be used. */
export const repositoryDisk = checkOfBackups(
  'repository-disk',
  'Snapshots are kept on another disk than the data.',
  ({ schedule, repositories }) => {
    if (schedule === undefined) return [];
    const made = repositories.filter((one) => one.made);
    const elsewhere = made.some(({ onDataDisk, trouble }) => onDataDisk !== true && trouble === undefined);
    if (elsewhere) return [];
    return made
      .filter(({ onDataDisk }) => onDataDisk === true)
      .map(({ name }) => ({
        severity: 'warning' as const,
        subject: name,
        message: `The repository ${name} lies on the disk that the data lies on: a disk that breaks takes both.`,
        hint: 'Name a repository on another disk or another machine under backup.repositories in the lab file, then labctl backup repo add NAME.',
      }));
  },
);
