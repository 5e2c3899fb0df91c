import { isScalar, type Scalar } from 'yaml';
import { quoted, refuse, type invalid, type Field, type Place } from './field.ts';
import { nearest } from '../nearest.ts';
import { formatBytes, parseBytes } from '../units.ts';

/** What a rule has against a value. */
export interface Objection {
  message: string;
  suggestion: string;
}

export interface TextRule {
  objection(value: string): Objection | undefined;
  example: string;
}

export function text<D extends string | undefined>(rule: TextRule, fallback: D): Field<string | D> {
  return (place) => (place.node === undefined ? fallback : readText(place, rule));
}

export function requiredText(rule: TextRule): Field<string> {
  return (place) =>
    place.node === undefined
      ? refuse(place, 'is missing', `Write for example ${rule.example}.`)
      : readText(place, rule);
}

function readText(place: Place, { objection, example }: TextRule): string | typeof invalid {
  const value = scalar(place)?.value;
  if (typeof value !== 'string')
    return refuse(place, 'has to be text', `Write it in quotes, for example ${example}.`);
  const against = objection(value);
  return against === undefined ? value : refuse(place, against.message, against.suggestion);
}

export function flag(fallback: boolean): Field<boolean> {
  return (place) => {
    if (place.node === undefined) return fallback;
    const value = scalar(place)?.value;
    return typeof value === 'boolean'
      ? value
      : refuse(place, 'has to be true or false', 'Write true or false.');
  };
}

/** One of `allowed`; what is planned is named, so that nobody looks for a typing error. */
export function choice<T extends string>(
  allowed: readonly T[],
  fallback: T,
  planned: readonly string[],
): Field<T> {
  return (place) => {
    if (place.node === undefined) return fallback;
    const written = String(scalar(place)?.value ?? '');
    const found = allowed.find((it) => it === written);
    if (found !== undefined) return found;
    const possible = `Write ${allowed.join(' or ')}.`;
    if (planned.includes(written)) return refuse(place, `${written} is not supported yet`, possible);
    const meant = nearest(written, [...allowed, ...planned]);
    const suggestion = meant === undefined || planned.includes(meant) ? possible : `Did you mean ${meant}?`;
    return refuse(place, `${quoted(written)} is not one of: ${allowed.join(', ')}`, suggestion);
  };
}

export interface Range {
  least: number;
  most: number;
}

export function number<D extends number | undefined>(
  range: Range & { whole: boolean; unit: string },
  fallback: D,
): Field<number | D> {
  const allowed = `${range.least} to ${range.most} ${range.unit}`;
  return (place) => {
    if (place.node === undefined) return fallback;
    const value = scalar(place)?.value;
    if (typeof value !== 'number' || !Number.isFinite(value) || (range.whole && !Number.isInteger(value)))
      return refuse(
        place,
        `has to be a ${range.whole ? 'whole ' : ''}number`,
        `Write ${allowed}, without quotes.`,
      );
    if (value < range.least || value > range.most)
      return refuse(place, `${value} is out of range`, `${allowed} are possible.`);
    return value;
  };
}

/** An amount of memory: `2 GiB`, or bytes. */
export function bytes(range: Range, fallback: number): Field<number> {
  return (place) => {
    if (place.node === undefined) return fallback;
    const written = scalar(place)?.value;
    const value =
      typeof written === 'number' ? written : typeof written === 'string' ? parseBytes(written) : undefined;
    if (value === undefined || !Number.isSafeInteger(value))
      return refuse(place, 'has to be an amount of memory', memorySuggestion(written));
    if (value >= range.least && value <= range.most) return value;
    const allowed = `${formatBytes(range.least)} to ${formatBytes(range.most)} are possible.`;
    return refuse(place, `${formatBytes(value)} is out of range`, allowed);
  };
}

const shorthand: Readonly<Record<string, string>> = { k: 'KiB', m: 'MiB', g: 'GiB', t: 'TiB' };

/** `2g`, `2Gi` and `2 gb` are what people write elsewhere. */
function memorySuggestion(written: unknown): string {
  const match = /^([0-9]+(?:\.[0-9]{1,3})?)\s*([kmgt])(?:i?b?)$/i.exec(
    typeof written === 'string' ? written.trim() : '',
  );
  const unit = shorthand[match?.[2]?.toLowerCase() ?? ''];
  return match === null || unit === undefined
    ? 'Write a number and a unit, for example 2 GiB or 512 MB.'
    : `Did you mean ${match[1] ?? ''} ${unit}?`;
}

export function scalar(place: Place): Scalar.Parsed | undefined {
  return isScalar(place.node) ? place.node : undefined;
}
