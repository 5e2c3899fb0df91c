import type { FigurePoint, Figures, Metric } from '../model/figures.ts';
import { rates } from './rates.ts';

/** Figures of every subject at one time. */
export interface Sample {
  /** Epoch milliseconds. */
  at: number;
  /** How long the rates in it are about. */
  seconds: number;
  figures: ReadonlyMap<string, Figures>;
}

interface Part {
  weighed: number;
  weight: number;
  most: number;
}

/** The minute that is not over yet. */
export interface OpenMinute {
  minute: number;
  subjects: ReadonlyMap<string, ReadonlyMap<Metric, Part>>;
}

export const minuteOf = (epochMs: number): number => Math.floor(epochMs / 60_000);

/**
 * One point a minute: the mean of a rate, and the most of what is held, since a short peak of memory is what somebody looks
 * for. Another minute begins whenever the clock says another one, whichever way it was set.
 */
export function addSample(
  open: OpenMinute | undefined,
  sample: Sample,
): { open: OpenMinute; over: readonly FigurePoint[] } {
  const minute = minuteOf(sample.at);
  const going = open?.minute === minute ? open : { minute, subjects: new Map() };
  const subjects = new Map(going.subjects);
  for (const [subject, figures] of sample.figures)
    subjects.set(subject, withFigures(subjects.get(subject), figures, sample.seconds));
  return {
    open: { minute, subjects },
    over: open === undefined || open.minute === minute ? [] : pointsOf(open),
  };
}

function withFigures(
  parts: ReadonlyMap<Metric, Part> | undefined,
  figures: Figures,
  seconds: number,
): ReadonlyMap<Metric, Part> {
  const next = new Map(parts);
  for (const [metric, value] of Object.entries(figures) as [Metric, number][]) {
    const { weighed, weight, most } = next.get(metric) ?? { weighed: 0, weight: 0, most: -Infinity };
    next.set(metric, {
      weighed: weighed + value * seconds,
      weight: weight + seconds,
      most: Math.max(most, value),
    });
  }
  return next;
}

export function pointsOf({ minute, subjects }: OpenMinute): readonly FigurePoint[] {
  return [...subjects].map(([subject, parts]) => ({
    subject,
    minute,
    figures: Object.fromEntries([...parts].map(([metric, part]) => [metric, valueOf(metric, part)])),
  }));
}

function valueOf(metric: Metric, { weighed, weight, most }: Part): number {
  const isRate = (rates as readonly Metric[]).includes(metric) && weight > 0;
  return isRate ? weighed / weight : most;
}
