const bytesFormat = new Intl.NumberFormat(undefined, { maximumSignificantDigits: 3 });
const countFormat = new Intl.NumberFormat();
const dateTimeFormat = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const exactFormat = new Intl.DateTimeFormat(undefined, { dateStyle: 'long', timeStyle: 'long' });
const clockFormat = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const relativeFormat = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

const units = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Decimal units, as other programs tell the sizes of files. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  if (unit === 0) return bytes === 1 ? '1 byte' : `${countFormat.format(bytes)} bytes`;
  return `${bytesFormat.format(value)} ${units[unit] ?? ''}`;
}

export const formatCount = (count: number): string => countFormat.format(count);
export const formatDateTime = (time: string): string => dateTimeFormat.format(new Date(time));
export const formatExact = (time: string): string => exactFormat.format(new Date(time));
export const formatClock = (time: string): string => clockFormat.format(new Date(time));
export const formatPercent = (fraction: number): string => `${String(Math.floor(fraction * 100))}%`;

const plural = (count: number, unit: string) => `${String(count)} ${unit}`;

/** `45 s`, `12 min 3 s`, `5 h 2 min`, `3 d 4 h`: two units at most. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return plural(seconds, 's');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return pair(minutes, 'min', seconds % 60, 's');
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return pair(hours, 'h', minutes % 60, 'min');
  return pair(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? plural(large, largeUnit) : `${plural(large, largeUnit)} ${plural(small, smallUnit)}`;
}

const steps = [
  { unit: 'second', size: 1000, below: 60_000 },
  { unit: 'minute', size: 60_000, below: 3_600_000 },
  { unit: 'hour', size: 3_600_000, below: 86_400_000 },
  { unit: 'day', size: 86_400_000, below: 7 * 86_400_000 },
] as const;

/** `now`, `3 minutes ago`, `yesterday`; the date from a week on. */
export function formatAgo(time: string, now: number): string {
  const age = now - Date.parse(time);
  // Clocks of two machines differ by a little: the lab's future is our now.
  if (age < 5000) return 'just now';
  const step = steps.find(({ below }) => age < below);
  if (step === undefined) return dateTimeFormat.format(new Date(time));
  return relativeFormat.format(-Math.floor(age / step.size), step.unit);
}
