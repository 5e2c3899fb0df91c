import type { BackupFile } from '../model/backup.ts';
import type { ErrorCode } from '../model/error-codes.ts';
import type { FollowedSchedule } from '../model/followed-schedule.ts';
import type { JobState, JobStep } from '../model/job.ts';
import type { StepActKind } from '../model/step-act.ts';
import { nextDue } from '../ondemand/cron.ts';
import { dueAction, followSchedule } from '../ondemand/due.ts';
import { snapshotStep, stepAct } from '../step-names.ts';

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

const minute = 60_000;
const hour = 60 * minute;
/** From the end of one attempt to the next: what was away for a moment is back then, and what isn't is told in the morning. */
const pauses = [10 * minute, 30 * minute, 90 * minute];
/** What no second attempt mends: a person has to do something first. */
const hopeless: readonly ErrorCode[] = [
  'backup.unset',
  'backup.no_credentials',
  'backup.invalid_location',
  'backup.wrong_key',
  'backup.host_key_changed',
  'backup.engine_missing',
];

/** A snapshot that the schedule asked for. */
export interface NightAttempt {
  state: JobState;
  /** Epoch milliseconds. */
  endedAt: number | undefined;
  error: { code: string } | undefined;
}

/** Where one of these failed the snapshot is there, and lacks something. */
const spoiling: readonly StepActKind[] = ['dump', 'freeze', 'pause', 'stop'];

type Did = readonly Pick<JobStep, 'name' | 'state' | 'startedAt'>[];

/**
 * What of a night that failed is done once more: all of it, or these steps alone, where a second try may go better. A snapshot
 * that is whole isn't made twice, nor one that would lack the same again. undefined: nothing. `isDamaged`: what is known of a
 * repository, which no second look mends.
 */
export function doneAgain(
  { steps, makesSnapshot }: { steps: Did; makesSnapshot: boolean },
  isDamaged: (repository: string) => boolean,
): 'all' | readonly string[] | undefined {
  const last = (name: string) => steps.findLast((step) => step.name === name && step.startedAt !== undefined);
  const failed = [...new Set(steps.map(({ name }) => name))].filter((name) => last(name)?.state === 'failed');
  if (makesSnapshot && last(snapshotStep)?.state !== 'done') return 'all';
  if (failed.some((name) => spoiling.some((kind) => kind === stepAct(name)?.kind))) return 'all';
  const again = failed.filter((name) => {
    const act = stepAct(name);
    return act?.kind === 'copy' || (act?.kind === 'check' && !isDamaged(act.repository));
  });
  return again.length === 0 ? undefined : again;
}

/**
 * When a night that failed is tried again, epoch milliseconds; undefined: not any more. `attempts`: of this night, oldest first.
 * At the next time of the schedule (`nextAt`) a night of its own begins.
 */
export function triedAgainAt(
  attempts: readonly NightAttempt[],
  nextAt: number | undefined,
): number | undefined {
  const last = attempts.at(-1);
  const wait = pauses[attempts.length - 1];
  if (last?.state !== 'failed' || last.endedAt === undefined || wait === undefined) return undefined;
  if (hopeless.some((code) => code === last.error?.code)) return undefined;
  const at = last.endedAt + wait;
  return nextAt !== undefined && at >= nextAt ? undefined : at;
}

/** A week, less what one night begins earlier than the other. */
const week = 7 * 24 * hour - 6 * hour;

/** What is done once a week, with the night's snapshot: drills, and taking out what no snapshot needs. */
export function isWeeklyDue(lastAt: number | undefined, now: number): boolean {
  // A time that is yet to come was written by a clock that was wrong.
  return lastAt === undefined || lastAt > now + hour || now - lastAt >= week;
}
