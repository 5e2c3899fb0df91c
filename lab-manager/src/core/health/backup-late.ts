import { lastDue } from '../ondemand/cron.ts';
import { whenWords } from '../when-words.ts';
import type { HealthInput } from './check.ts';
import { checkOfBackups, type KnownBackups } from './known-backups.ts';

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
    const { name, listed, newestGoodAt, trouble } = primary;
    if (primary.made && !listed) return trouble === undefined ? [] : [unread(name, trouble)];
    // One of a time that is yet to come says nothing about now.
    const newest = newestGoodAt === undefined || newestGoodAt > input.now + hour ? undefined : newestGoodAt;
    if (!isLate(newest ?? backup.since, backup, input)) return [];
    const when = newest === undefined ? undefined : whenWords(newest, input.now, input.timeZone);
    return [
      {
        severity: 'critical',
        subject: primary.name,
        message: `${when === undefined ? 'There is no good snapshot of this lab.' : `The newest good snapshot of this lab is of ${when}.`}${trouble === undefined ? '' : ` ${trouble}`}`,
        hint: 'See why with labctl job list, then make one with labctl backup now.',
      },
    ];
  },
);

/** Which is not to say that there are none. */
const unread = (name: string, trouble: string) => ({
  severity: 'warning' as const,
  subject: name,
  message: `The repository ${name} can’t be read, so that nobody knows which snapshots there are. ${trouble}`,
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
