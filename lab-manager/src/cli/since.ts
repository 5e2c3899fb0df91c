import { parseDuration } from '../contract/time.ts';
import { CliError } from './cli-error.ts';

/** A day, or a time of it; without a zone it is the one here. */
const time = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?$/i;

/** The time that `10m`, `2h`, `1d` or a date with or without a time means, as the lab reads it. */
export function sinceTime(text: string, now: number): string {
  const ago = parseDuration(text);
  const ms = ago === undefined ? parsed(text) : now - ago;
  if (!Number.isNaN(ms)) return new Date(ms).toISOString();
  throw new CliError('client.usage', `“${text}” is neither a time nor how long ago.`, {
    hint: 'Write it like 10m, 2h, 1d or 2026-11-21T09:00:00Z.',
  });
}

function parsed(text: string): number {
  if (!time.test(text)) return NaN;
  return Date.parse(text.length === '2026-11-21'.length ? `${text}T00:00` : text);
}
