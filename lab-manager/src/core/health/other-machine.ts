import { whenWords } from '../when-words.ts';
import { checkOfBackups } from './known-backups.ts';

export const otherMachine = checkOfBackups(
  'other-machine',
  'No other machine writes snapshots of this lab.',
  ({ repositories }, { now, timeZone }) =>
    repositories.flatMap(({ name, othersAt }) =>
      othersAt === undefined
        ? []
        : [
            {
              severity: 'warning' as const,
              subject: name,
              message: `Another machine writes snapshots of this lab into ${name}, the last of ${whenWords(othersAt, now, timeZone)}: switch one of the two off, or take the repository out of its lab file.`,
              hint: 'Until then nothing that the other one made, or that both came from, is taken out there. Once it is gone for good, say so: labctl backup now --other-is-gone.',
            },
          ],
    ),
);
