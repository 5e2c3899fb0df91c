const day = 86_400_000;

/** A time as people say it where the lab is: `20:00`, `Monday 07:00`, `21 November 07:00`, `21 November 2027 07:00`. */
export function whenWords(at: number, now: number, timeZone: string): string {
  const part = (options: Intl.DateTimeFormatOptions, time = at): string =>
    new Intl.DateTimeFormat('en-GB', { ...options, timeZone }).format(time);
  const date = { day: 'numeric', month: 'long', year: 'numeric' } as const;
  const time = part({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  if (part(date) === part(date, now)) return time;
  if (Math.abs(at - now) < 6 * day) return `${part({ weekday: 'long' })} ${time}`;
  const sameYear = part({ year: 'numeric' }) === part({ year: 'numeric' }, now);
  return `${part(sameYear ? { day: 'numeric', month: 'long' } : date)} ${time}`;
}
