/** One figure of a run, beside what it has to keep. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  /** The most it may be; undefined: told for its own sake. */
  most: number | undefined;
  /** The least it may be, of what is better the more there is of it. */
  least?: number;
  /** What it was made from. */
  from: string;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = 0, high = low] = sorted.slice(Math.ceil(middle) - 1, Math.floor(middle) + 1);
  return (low + high) / 2;
}

export async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** A against B, by turns so that whatever else the machine does hits both. */
export async function byTurns(
  times: number,
  a: () => Promise<number>,
  b: () => Promise<number>,
): Promise<{ a: readonly number[]; b: readonly number[] }> {
  const taken = { a: [] as number[], b: [] as number[] };
  for (let time = 0; time < times; time += 1) {
    taken.a.push(await a());
    taken.b.push(await b());
  }
  return taken;
}

export function ratio(
  name: string,
  most: number,
  { a, b }: { a: readonly number[]; b: readonly number[] },
): Figure {
  const [mine, theirs] = [median(a), median(b)];
  const from = `${all(a)} against ${all(b)}: medians ${mine.toFixed(0)} ms of ${theirs.toFixed(0)} ms`;
  return { name, value: mine / theirs, unit: 'of its time', most, from };
}

/** How many times faster the one is than the other, or of its speed. */
export function speed(
  name: string,
  least: number | undefined,
  { a, b }: { a: readonly number[]; b: readonly number[] },
): Figure {
  const { value, from } = ratio(name, 0, { a, b });
  const bound = least === undefined ? {} : { least };
  return { name, value: 1 / value, unit: 'of its speed', most: undefined, ...bound, from };
}

const all = (values: readonly number[]): string => values.map((value) => value.toFixed(0)).join(', ');

export const isKept = ({ value, most, least }: Figure): boolean =>
  (most === undefined || value <= most) && (least === undefined || value >= least);
