import type { RepositoryDamage } from '../model/backup.ts';
import { whenWords } from '../when-words.ts';
import { checkOfBackups } from './known-backups.ts';

const mostNamed = 5;

export const backupDamage = checkOfBackups(
  'backup-damage',
  'No damage is known in any repository.',
  ({ repositories }, { now, timeZone }) =>
    repositories
      .filter(({ damage }) => damage.length > 0)
      .map(({ name, damage }) => {
        const found = Math.min(...damage.map(({ foundAt }) => foundAt));
        return {
          severity: 'critical' as const,
          subject: name,
          message: `Damage was found in the repository ${name} (${whenWords(found, now, timeZone)}): ${concerned(damage)}`,
          hint: `See to its disk. Then have it mended, which takes out what is damaged and makes a new snapshot: labctl backup repair --repository ${name}.`,
        };
      }),
);

/** By the digits that people write. */
function concerned(damage: readonly RepositoryDamage[]): string {
  if (damage.some(({ snapshots }) => snapshots.length === 0)) return 'any of its snapshots may not be whole.';
  const ids = [...new Set(damage.flatMap(({ snapshots }) => snapshots.map((id) => id.slice(0, 8))))];
  const more = ids.length - mostNamed;
  const named = `${ids.slice(0, mostNamed).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return ids.length === 1 ? `the snapshot ${named} is not whole.` : `the snapshots ${named} are not whole.`;
}
