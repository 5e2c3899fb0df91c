import { cronObjection } from '../ondemand/cron.ts';
import { formatDuration, parseDuration } from '../duration.ts';
import type { IdleFile, ScheduleFile } from '../model/lab-file.ts';
import { quoted, refuse, type Field } from './field.ts';
import { limits } from './limits.ts';
import { mapping } from './mapping-fields.ts';
import { scalar, text, type Objection, type Range } from './scalar-fields.ts';

const cronTime = text({ objection: cronTimeObjection, example: '"0 7 * * 1-5"' }, undefined);

/** When the environment starts and stops by itself: cron times in the lab's time zone. */
export const schedule: Field<ScheduleFile> = mapping({ start: cronTime, stop: cronTime });

/** A span of time, in milliseconds. */
export function time<D extends number | undefined>({ least, most }: Range, fallback: D): Field<number | D> {
  return (place) => {
    if (place.node === undefined) return fallback;
    const value = scalar(place)?.value;
    const read = typeof value === 'string' ? parseDuration(value) : undefined;
    if (read === undefined)
      return refuse(place, 'has to be a time', 'Write a number and s, m, h or d, for example 2h.');
    if (read >= least && read <= most) return read;
    return refuse(
      place,
      `${formatDuration(read)} is out of range`,
      `${formatDuration(least)} to ${formatDuration(most)} are possible.`,
    );
  };
}

/** After how long without anybody the environment stops by itself. */
export const idle: Field<IdleFile> = mapping({ stopAfter: time(limits.idleTime, undefined) });

export const timeZone = text({ objection: timeZoneObjection, example: 'Europe/Paris' }, 'UTC');

export function cronTimeObjection(pattern: string): Objection | undefined {
  const suggestion =
    'Write minute, hour, day, month and weekday, for example "0 7 * * 1-5" for 7:00 on weekdays.';
  if (pattern.length > 100) return { message: 'is longer than 100 characters', suggestion };
  const against = cronObjection(pattern);
  return against === undefined ? undefined : { message: `is no cron time: ${against}`, suggestion };
}

function timeZoneObjection(name: string): Objection | undefined {
  try {
    // Offsets such as +02:00 know no summer: a zone has a name.
    if (/^[A-Z]/.test(name) && new Intl.DateTimeFormat('en', { timeZone: name })) return undefined;
  } catch {
    // No such zone.
  }
  return {
    message: `${quoted(name)} is no time zone`,
    suggestion: 'Write a name such as Europe/Paris, America/New_York or UTC.',
  };
}
