import { Cron } from 'croner';

/** Only reads and computes: without a function to call, nothing is ever set off by the library. */
const read = (pattern: string, timeZone: string): Cron =>
  new Cron(pattern, { timezone: timeZone, mode: '5-part', paused: true });

/** Whether a time ever comes is asked from here on: what was valid once stays valid, whatever day it is read on. */
const anyDay = new Date('2000-01-01T00:00:00Z');

/** Why the pattern can't be one, mostly in the library's words; undefined for one that can. */
export function cronObjection(pattern: string): string | undefined {
  // The library takes a date as well, which comes once.
  if (pattern.trim().split(/\s+/).length !== 5)
    return 'has to have five parts: minute, hour, day of the month, month, day of the week';
  try {
    return read(pattern, 'UTC').nextRun(anyDay) === null ? 'never comes true' : undefined;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^Cron\w*: /, '') : String(error);
  }
}

/** The last time at or before `now` that the pattern means, in epoch milliseconds; undefined where there is none. */
export function lastDue(pattern: string, timeZone: string, now: number): number | undefined {
  // It looks strictly before, and this very second counts; what that brings too much is left out again.
  const times = read(pattern, timeZone).previousRuns(2, new Date(now + 1000));
  return times.map((time) => time.getTime()).find((time) => time <= now);
}

/** The next time after `now` that the pattern means. */
export function nextDue(pattern: string, timeZone: string, now: number): number | undefined {
  return read(pattern, timeZone).nextRun(new Date(now))?.getTime();
}
