import type { FollowedSchedule } from '../model/followed-schedule.ts';
import type { ScheduleFile } from '../model/lab-file.ts';
import { lastDue } from './cron.ts';

export interface DueAction {
  kind: 'start' | 'stop';
  /** Epoch milliseconds of the time that the schedule means. */
  at: number;
}

const hour = 3_600_000;
/** A clock that is put right by less than this repeats no time that was acted upon; by more, it counts from now on. */
const mostRepeated = 25 * hour;

/** A schedule that is new or was written otherwise begins now, and makes up for nothing. */
export function followSchedule(
  before: FollowedSchedule | undefined,
  written: string,
  now: number,
): FollowedSchedule {
  const same = before?.written === undefined || before.written === written;
  const doneAt = before?.doneAt ?? Infinity;
  return { written, doneAt: same && doneAt <= now + mostRepeated ? doneAt : now };
}

/**
 * The newest time since `doneAt` that has come: what was missed before it is not made up for, and none comes twice,
 * whatever the clock did in between.
 */
export function dueAction(
  schedule: ScheduleFile,
  timeZone: string,
  doneAt: number,
  now: number,
): DueAction | undefined {
  const last = (kind: DueAction['kind']): DueAction[] => {
    const pattern = schedule[kind];
    const at = pattern === undefined ? undefined : lastDue(pattern, timeZone, now);
    return at === undefined || at <= doneAt ? [] : [{ kind, at }];
  };
  // A start at the same minute as a stop wins: nobody is sent home who was just asked in.
  return [...last('stop'), ...last('start')].reduce<DueAction | undefined>(
    (newest, one) => (newest === undefined || one.at >= newest.at ? one : newest),
    undefined,
  );
}
