import { checkOfBackups } from './known-backups.ts';

export const leftKeys = checkOfBackups(
  'left-keys',
  'No key of a repository was left behind.',
  ({ repositories }) =>
    repositories.flatMap(({ name, leftKeys: left }) =>
      left.length === 0
        ? []
        : [
            {
              severity: 'warning' as const,
              subject: name,
              message: `A key opens the repository ${name} that nobody knows: ${left.map((id) => id.slice(0, 8)).join(', ')}. The manager ended while it made a recovery code.`,
              hint: 'If nobody else added it, take it away there: restic key remove, with that id.',
            },
          ],
    ),
);
