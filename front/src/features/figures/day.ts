import type { FigureHistoryReply, FiguresReply } from 'lab-manager/contract';
import { formatSize } from '../../lib/size.ts';
import { formatCores, formatRate } from './format.ts';
import { messages } from './messages.ts';

type Values = readonly (number | null)[];
type Metric = keyof FigureHistoryReply['values'];

export interface Line {
  label: string;
  values: Values;
}

/** One chart of a day. */
export interface Day {
  id: string;
  title: string;
  /** Seconds since 1970, one a minute. */
  times: readonly number[];
  lines: readonly Line[];
  /** The most there may be, drawn when it is within sight of what was used. */
  limit: number | null;
  format: (value: number) => string;
}

interface Drawn {
  id: string;
  lines: readonly (readonly [Metric, string])[];
  format: (value: number) => string;
  limit?: 'cpus' | 'memoryBytes';
}

const words = messages.lines;
const cpu: Drawn = { id: 'cpu', lines: [['cpu', words.cpu]], format: formatCores, limit: 'cpus' };
const memory: Drawn = {
  id: 'memory',
  lines: [['memory', words.memory]],
  format: formatSize,
  limit: 'memoryBytes',
};
const network: Drawn = {
  id: 'network',
  lines: [
    ['received', words.received],
    ['sent', words.sent],
  ],
  format: formatRate,
};
const traffic: Drawn = {
  id: 'disk',
  lines: [
    ['read', words.read],
    ['written', words.written],
  ],
  format: formatRate,
};
const disks: Drawn = {
  id: 'disk',
  lines: [
    ['dataDisk', words.dataDisk],
    ['engineDisk', words.engineDisk],
  ],
  format: formatSize,
};
const folders: Drawn = {
  id: 'disk',
  lines: [
    ['data', words.data],
    ['database', words.database],
  ],
  format: formatSize,
};

export const machine = 'machine';
const leastMinutes = 60;

export type Kind = 'machine' | 'environment' | 'service';
export type Limits = Record<'cpus' | 'memoryBytes', number | null>;

/** What is drawn of a subject: a disk fills of the machine and of environments, and is read and written by services. */
export function daysOf(
  { from, stepSeconds, values }: FigureHistoryReply,
  kind: Kind,
  limits: Limits,
): readonly Day[] {
  const length = Math.max(0, ...Object.values(values).map((row) => row?.length ?? 0));
  const skipped = unknownAtFirst(Object.values(values), length);
  const first = Date.parse(from) / 1000;
  const times = Array.from({ length }, (_, minute) => first + minute * stepSeconds).slice(skipped);
  const disk = { machine: disks, environment: folders, service: traffic }[kind];
  // Of the whole machine nobody counts it: the manager sees the containers' networks only.
  const shown = kind === 'machine' ? [cpu, memory, disk] : [cpu, memory, network, disk];
  return shown.map(({ id, lines, format, limit }) => ({
    id,
    title: messages.charts[id] ?? id,
    times,
    lines: lines.flatMap(([metric, label]) => {
      const row = values[metric];
      return row === undefined ? [] : [{ label, values: row.slice(skipped) }];
    }),
    limit: limit === undefined ? null : limits[limit],
    format,
  }));
}

/** Of a lab that is younger than a day, what it did is drawn as wide as the page, an hour at least. */
function unknownAtFirst(rows: readonly (Values | undefined)[], length: number): number {
  const known = rows.flatMap((row) => {
    const at = row?.findIndex((value) => value !== null) ?? -1;
    return at === -1 ? [] : [at];
  });
  return Math.max(0, Math.min(...known, length - leastMinutes));
}

export function aboutSubject(
  subject: string,
  { machine: whole, environments, services }: FiguresReply,
): { kind: Kind; limits: Limits } {
  if (subject === machine) {
    const limits = { cpus: whole?.cores ?? null, memoryBytes: whole?.memoryTotalBytes ?? null };
    return { kind: 'machine', limits };
  }
  const environment = environments.find(({ name }) => name === subject);
  const found = environment ?? services.find(({ name }) => name === subject);
  return {
    kind: environment === undefined ? 'service' : 'environment',
    limits: found?.limits ?? { cpus: null, memoryBytes: null },
  };
}

/** Far above everything that was used, a limit would only press the line flat. */
export function limitInSight({ limit, lines }: Pick<Day, 'limit' | 'lines'>): number | undefined {
  const most = mostOf(lines.flatMap(({ values }) => values));
  return limit !== null && most !== undefined && limit <= most * 4 ? limit : undefined;
}

export interface Hour {
  /** Seconds since 1970 of its first minute. */
  from: number;
  /** Of each line: its mean and its most; undefined where nothing was known. */
  lines: readonly ({ mean: number; most: number } | undefined)[];
}

/** The same day in numbers, the newest hour first. */
export function hoursOf({ times, lines }: Pick<Day, 'times' | 'lines'>): readonly Hour[] {
  const starts = [...new Set(times.map(hourOf))].reverse();
  return starts.map((from) => ({
    from,
    lines: lines.map(({ values }) => {
      const known = values.filter((value, index) => value !== null && hourOf(times[index] ?? 0) === from);
      const most = mostOf(known);
      if (most === undefined) return undefined;
      return { mean: known.reduce<number>((sum, value) => sum + (value ?? 0), 0) / known.length, most };
    }),
  }));
}

/** Of the hour in this browser's time zone, which may lie half an hour beside the world's. */
function hourOf(epochSeconds: number): number {
  const time = new Date(epochSeconds * 1000);
  return time.setMinutes(0, 0, 0) / 1000;
}

export function mostOf(values: Values): number | undefined {
  return values.reduce<number | undefined>(
    (most, value) => (value === null ? most : Math.max(most ?? value, value)),
    undefined,
  );
}

/** For who can't see the line: what it is now, and what it was at most. */
export function summaryOf({ title, times, lines, format }: Day): string {
  const said = lines.flatMap(({ label, values }) => {
    const most = mostOf(values);
    if (most === undefined) return [];
    const at = times[values.indexOf(most)] ?? 0;
    return [
      messages.summary(label, format(values.findLast((value) => value !== null) ?? 0), format(most), at),
    ];
  });
  return said.length === 0 ? messages.nothing(title) : `${title}. ${said.join(' ')}`;
}
