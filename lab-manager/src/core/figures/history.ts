import { metrics, type FigurePoint, type Metric } from '../model/figures.ts';

export const minutesKept = 24 * 60;

/** What was known of a subject in each minute from `firstMinute` on; undefined is a gap. */
export interface FigureSeries {
  firstMinute: number;
  minutes: number;
  /** Of the metrics that were told at all. */
  values: ReadonlyMap<Metric, readonly (number | undefined)[]>;
}

/** Minute by minute, so that what is missing is seen. Of two points of a minute the later one counts. */
export function seriesOf(
  points: readonly FigurePoint[],
  firstMinute: number,
  lastMinute: number,
): FigureSeries {
  const minutes = Math.max(0, lastMinute - firstMinute + 1);
  const told = metrics.filter((metric) => points.some(({ figures }) => figures[metric] !== undefined));
  const values = new Map(
    told.map((metric) => [metric, new Array<number | undefined>(minutes).fill(undefined)]),
  );
  for (const { minute, figures } of points) {
    const index = minute - firstMinute;
    if (index < 0 || index >= minutes) continue;
    for (const [metric, row] of values) row[index] = figures[metric];
  }
  return { firstMinute, minutes, values };
}
