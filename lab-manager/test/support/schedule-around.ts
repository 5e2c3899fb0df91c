const minute = 60_000;

/** A cron time in UTC that came so many minutes ago, and comes again in a day. */
export function minutesAgo(minutes: number): string {
  const time = new Date(Date.now() - minutes * minute);
  return `${time.getUTCMinutes()} ${time.getUTCHours()} * * *`;
}

/** An hour in which nobody looked at the schedule. */
export const anHourAgo = (): number => Date.now() - 60 * minute;
