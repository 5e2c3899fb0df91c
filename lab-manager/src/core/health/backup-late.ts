import { isToCome } from '../backup/to-come.ts';
import { lastDue } from '../ondemand/cron.ts';
import { whenWords } from '../when-words.ts';
import type { HealthInput } from './check.ts';
import { checkOfBackups, type KnownBackupRepository, type KnownBackups } from './known-backups.ts';

const hour = 3_600_000;
/** A day, and what one night takes longer than the other. */
const mostAge = 26 * hour;
/** What a snapshot may take, waiting for work included, before it is missed. */
const grace = 2 * hour;

/** Nothing but the newest good one counts: one that lacks something, is damaged or was not checked helps nobody. */
export const backupLate = checkOfBackups(
  'backup-late',
  'There is a good snapshot as new as the schedule means it.',
  (backup, input) => {
    const [primary] = backup.repositories;
    if (backup.schedule === undefined || primary === undefined) return [];
    const { name, made, listed, newestGoodAt, trouble } = primary;
    // One of a time that is yet to come says nothing about now.
    const newest = newestGoodAt === undefined || isToCome(newestGoodAt, input.now) ? undefined : newestGoodAt;
    const when = newest === undefined ? undefined : whenWords(newest, input.now, input.timeZone);
    if (isLate(newest ?? backup.since, backup, input))
      return [
        {
          severity: 'critical',
          subject: name,
          message: [lateWords(primary, when), ...(trouble === undefined ? [] : [trouble])].join(' '),
          hint: `${trouble === undefined ? 'See why with labctl job list' : `See what is wrong with labctl backup repo test ${name}`}, then make one with labctl backup now.`,
        },
      ];
    return made && !listed && trouble !== undefined ? [unread(name, trouble, when)] : [];
  },
);

/** That a repository can’t be used is not to say that there is nothing in it. */
function lateWords({ name, made, listed, trouble }: KnownBackupRepository, when: string | undefined): string {
  const isAway = made && trouble !== undefined;
  if (when === undefined)
    return isAway && !listed
      ? `Nobody knows of a good snapshot of this lab: the repository ${name} can’t be used now.`
      : 'There is no good snapshot of this lab.';
  const where = isAway ? `, in ${name}, which can’t be used now` : '';
  return `The newest good snapshot of this lab is of ${when}${where}.`;
}

const unread = (name: string, trouble: string, when: string | undefined) => ({
  severity: 'warning' as const,
  subject: name,
  message: `The repository ${name} can’t be read, so that nobody knows which snapshots there are${when === undefined ? '' : `; the last good one that was seen is of ${when}`}. ${trouble}`,
  hint: `See what is wrong with labctl backup repo test ${name}.`,
});

/** Also after the grace of the newest time that the schedule means, so that a weekly schedule is not late on Tuesday. */
function isLate(
  newest: number,
  { schedule = '' }: Pick<KnownBackups, 'schedule'>,
  { now, timeZone }: Pick<HealthInput, 'now' | 'timeZone'>,
): boolean {
  if (now - newest <= mostAge) return false;
  const due = lastDue(schedule, timeZone, now - grace);
  return due === undefined || newest < due;
}
