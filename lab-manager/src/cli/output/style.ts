import { styleText } from 'node:util';
import type { Terminal } from './terminal.ts';

export type Tone = 'good' | 'busy' | 'bad' | 'quiet' | 'strong';
const formats = { good: 'green', busy: 'yellow', bad: 'red', quiet: 'dim', strong: 'bold' } as const;

/** Colour says nothing that the word does not say too. */
export function toned(terminal: Terminal, tone: Tone, text: string): string {
  return terminal.color ? styleText(formats[tone], text, { validateStream: false }) : text;
}

/** Columns as wide as their widest cell; the last one runs free. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => visibleLength(row[column] ?? ''))),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === row.length - 1 ? cell : pad(cell, widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export function bytes(count: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = count === 0 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(count) / 10));
  const value = count / 1024 ** power;
  // From 1000 on, three digits would be written as a power.
  return `${power === 0 || value >= 1000 ? Math.round(value) : value.toPrecision(3)} ${units[power]}`;
}

/** `1 file`, `3 files` */
export const counted = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? '' : 's'}`;

/** `3 min 20 s`, `2 h 5 min`, `4 d 3 h`. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
  return `${Math.floor(seconds / 86_400)} d ${Math.floor((seconds % 86_400) / 3600)} h`;
}

/** As people read it, in this machine's time zone. */
export const localTime = (time: string): string => {
  const at = new Date(time);
  const two = (number: number): string => String(number).padStart(2, '0');
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}`;
};

/** What others wrote may hold control characters that would act on the reader's terminal. */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are exactly the characters to drop
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');
}

function visibleLength(text: string): number {
  // eslint-disable-next-line no-control-regex -- colour sequences take no room
  return text.replace(/\u001b\[[0-9;]*m/g, '').length;
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - visibleLength(text)));
}
