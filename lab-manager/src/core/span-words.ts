import { counted } from './counted.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** How long something took: `12 s`, `4 min 12 s`, `1 h 5 min`, `2 days`. */
export function spanWords(milliseconds: number): string {
  const span = Math.max(0, milliseconds);
  if (span < minute) return `${Math.round(span / second)} s`;
  if (span < hour) return two(span, minute, 'min', second, 's');
  if (span < 2 * day) return two(span, hour, 'h', minute, 'min');
  return counted(Math.round(span / day), 'day');
}

function two(span: number, large: number, ofLarge: string, small: number, ofSmall: string): string {
  const rest = Math.floor((span % large) / small);
  return `${Math.floor(span / large)} ${ofLarge}${rest === 0 ? '' : ` ${rest} ${ofSmall}`}`;
}

/** How long ago, roughly: `3 days ago`, `2 hours ago`, `just now`. What is to come was just now: the clock was put right. */
export function agoWords(at: number, now: number): string {
  const ago = now - at;
  if (ago >= 2 * day) return `${counted(Math.floor(ago / day), 'day')} ago`;
  if (ago >= hour) return `${counted(Math.floor(ago / hour), 'hour')} ago`;
  return ago >= minute ? `${counted(Math.floor(ago / minute), 'minute')} ago` : 'just now';
}
