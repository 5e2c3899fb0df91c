import type { BackupFile } from '../model/backup.ts';
import type { FollowedSchedule } from '../model/followed-schedule.ts';
import { nextDue } from '../ondemand/cron.ts';
import { dueAction, followSchedule } from '../ondemand/due.ts';

export interface Night {
  /** To be kept, also where nothing is due; once `dueAt` is acted upon, with that as `doneAt`. */
  followed: FollowedSchedule;
  /** The newest time that has come and was not acted upon: of several that were missed, one. */
  dueAt: number | undefined;
  /** For display; undefined: nothing is made by itself. */
  nextAt: number | undefined;
}

/** When a snapshot is to be made. `doneAt` is written before it is begun, so that nothing makes two of one night. */
export function night(
  { schedule }: Pick<BackupFile, 'schedule'>,
  timeZone: string,
  before: FollowedSchedule | undefined,
  now: number,
): Night {
  // The same words mean other times in another zone.
  const followed = followSchedule(before, schedule === undefined ? 'off' : `${schedule} ${timeZone}`, now);
  if (schedule === undefined) return { followed, dueAt: undefined, nextAt: undefined };
  return {
    followed,
    dueAt: dueAction({ start: schedule, stop: undefined }, timeZone, followed.doneAt, now)?.at,
    nextAt: nextDue(schedule, timeZone, now),
  };
}

const hour = 3_600_000;
/** A week, less what one night begins earlier than the other. */
const week = 7 * 24 * hour - 6 * hour;

/** What is done once a week, with the night's snapshot: drills, and taking out what no snapshot needs. */
export function isWeeklyDue(lastAt: number | undefined, now: number): boolean {
  // A time that is yet to come was written by a clock that was wrong.
  return lastAt === undefined || lastAt > now + hour || now - lastAt >= week;
}
