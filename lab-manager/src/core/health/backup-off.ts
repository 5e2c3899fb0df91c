import { checkOfBackups } from './known-backups.ts';

export const backupOff = checkOfBackups(
  'backup-off',
  'Snapshots of the lab are made by themselves.',
  ({ schedule }) =>
    schedule !== undefined
      ? []
      : [
          {
            severity: 'warning',
            subject: 'backup',
            message: 'No snapshot of this lab is made by itself: what is lost since the last one is gone.',
            hint: 'Write a time under backup.schedule in the lab file, such as "0 3 * * *"; labctl backup now makes one at once.',
          },
        ],
);
