import type { RetentionFile } from '../model/backup.ts';

export type Period = Exclude<keyof RetentionFile, 'last'>;

/** A stretch of time as people where the lab is count it. */
export interface PeriodOf {
  /** The same for all times within it, another for all outside. */
  key: string;
  /** `1 March 2027`, `the week from 1 March 2027` */
  words: string;
}

const day = 86_400_000;

/** Which hour, day, week (from Monday), month and year a time falls in, where clocks are put forward and back. */
export function periodsOf(timeZone: string): (period: Period, at: number) => PeriodOf {
  const parts = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', hourCycle: 'h23' },
    timeZoneName: 'longOffset',
  });
  const date = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', dateStyle: 'long' });
  const month = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', month: 'long', year: 'numeric' });
  return (period, at) => {
    const local = parts.formatToParts(at);
    const part = (type: Intl.DateTimeFormatPartTypes): string =>
      local.find((one) => one.type === type)?.value ?? '';
    const [year, inYear, hour] = [part('year'), part('month'), part('hour')];
    // The date there, as if it were one of UTC: nothing but counting days is done with it.
    const midnight = Date.UTC(Number(year), Number(inYear) - 1, Number(part('day')));
    switch (period) {
      case 'hourly':
        // An hour that comes twice when clocks are put back is two.
        return {
          key: `${midnight} ${hour} ${part('timeZoneName')}`,
          words: `${date.format(midnight)}, ${hour.padStart(2, '0')}:00`,
        };
      case 'daily':
        return { key: String(midnight), words: date.format(midnight) };
      case 'weekly': {
        // 1 January 1970 was a Thursday.
        const monday = midnight - ((((midnight / day + 3) % 7) + 7) % 7) * day;
        return { key: String(monday), words: `the week from ${date.format(monday)}` };
      }
      case 'monthly':
        return { key: `${year}-${inYear}`, words: month.format(midnight) };
      case 'yearly':
        return { key: year, words: year };
    }
  };
}
