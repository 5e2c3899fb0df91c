import type { LogLineEvent } from 'lab-manager/contract';

export type Level = 'error' | 'warning' | 'other';

export interface LogLine {
  key: number;
  time: string;
  text: string;
  level: Level;
  /** The line as it was written, where `text` is only its message. */
  raw?: string;
}

export interface LogFilter {
  text: string;
  level: 'all' | 'notable' | 'errors';
  since: '10m' | '1h' | '1d' | null;
}

export type LogSearch = { [K in 'since' | 'grep']?: string };

/** More than a person scrolls through; the rest is for the download. */
export const keptLines = 2000;

// Built from its code: a control character in the source would be invisible.
const ansi = new RegExp(`${String.fromCharCode(27)}\\[[0-9;?]*[A-Za-z]`, 'g');

const words: readonly (readonly [Level, RegExp])[] = [
  ['error', /\b(error|fatal|critical|panic|exception|traceback)\b/i],
  ['warning', /\bwarn(ing)?\b/i],
];

/** pino's numbers: 40 warns, 50 and more fail. */
function levelOfNumber(level: number): Level {
  if (level >= 50) return 'error';
  return level >= 40 ? 'warning' : 'other';
}

function levelOfText(text: string): Level {
  return words.find(([, pattern]) => pattern.test(text))?.[0] ?? 'other';
}

/** Said elsewhere on the line, or the same on every line. */
const unspoken = new Set(['time', 'timestamp', 'pid', 'hostname', 'name', 'logger', 'v']);

function fields(rest: Record<string, unknown>): string[] {
  return Object.entries(rest)
    .filter(([key, value]) => !unspoken.has(key) && ['string', 'number', 'boolean'].includes(typeof value))
    .map(([key, value]) => `${key}=${String(value)}`);
}

function fromJson(text: string): Pick<LogLine, 'text' | 'level' | 'raw'> | undefined {
  if (!text.startsWith('{')) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { level, msg, message, event, ...rest } = value as Record<string, unknown>;
  const said = [msg, message, event].find((candidate) => typeof candidate === 'string');
  if (typeof said !== 'string') return undefined;
  return {
    text: [said, ...fields(rest)].join(' '),
    level:
      typeof level === 'number' ? levelOfNumber(level) : levelOfText(typeof level === 'string' ? level : ''),
    raw: text,
  };
}

export function toLine(key: number, { time, text }: LogLineEvent): LogLine {
  const plain = text.replace(ansi, '').trimEnd();
  return { key, time, ...(fromJson(plain) ?? { text: plain, level: levelOfText(plain) }) };
}

export function filterLines(
  lines: readonly LogLine[],
  { text, level }: Pick<LogFilter, 'text' | 'level'>,
): readonly LogLine[] {
  const wanted = text.trim().toLowerCase();
  return lines.filter(
    (line) =>
      (wanted === '' || (line.raw ?? line.text).toLowerCase().includes(wanted)) &&
      (level === 'all' || line.level === 'error' || (level === 'notable' && line.level === 'warning')),
  );
}
