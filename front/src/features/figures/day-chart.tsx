import { useEffect, useRef, useState } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useTheme } from '../../lib/theme.ts';
import { limitInSight, summaryOf, type Day } from './day.ts';
import { formatCores, formatMinute } from './format.ts';
import { messages } from './messages.ts';
import styles from './day-chart.module.css';

const height = 170;
/** Charts of a page show the same moment under the pointer. */
const together = 'day';
/** Of axes in bytes: a line at 2 GiB says more than one at 1.86. */
const binarySteps = Array.from({ length: 50 }, (_, power) => 2 ** power);
const tones = ['--chart-1', '--chart-2'] as const;

/** One chart of a day. Drawn for eyes; who can't see it has its summary, and the table below it. */
export function DayChart({ day }: { day: Day }) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<UPlot>(undefined);
  const [hovered, setHovered] = useState<number | null>(null);
  const [theme] = useTheme();
  const dark = useDark();
  const limit = limitInSight(day);
  const labels = day.lines.map(({ label }) => label).join();

  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const made = new UPlot(
      options(element, day, limit !== undefined, setHovered),
      dataOf(day, limit),
      element,
    );
    chart.current = made;
    const watcher = new ResizeObserver(() => {
      made.setSize({ width: element.clientWidth, height });
    });
    watcher.observe(element);
    return () => {
      watcher.disconnect();
      made.destroy();
      chart.current = undefined;
    };
    // Colours are read when it is made; what only grows is put into it below.
  }, [theme, dark, labels, limit !== undefined, day.id]);

  useEffect(() => {
    chart.current?.setData(dataOf(day, limit));
  }, [day, limit]);

  const at = hovered ?? lastKnown(day);
  return (
    <figure className={styles.chart} data-chart={day.id}>
      <figcaption className={styles.head}>
        <h3>{day.title}</h3>
        <Legend day={day} at={at} />
      </figcaption>
      <div ref={place} className={styles.place} role="img" aria-label={summaryOf(day)} />
    </figure>
  );
}

/** What the lines are worth at a moment: under the pointer, or at the end. */
function Legend({ day, at }: { day: Day; at: number | null }) {
  return (
    <ul className={styles.legend} aria-hidden="true">
      {day.lines.map(({ label, values }, index) => {
        const value = at === null ? null : (values[at] ?? null);
        return (
          <li key={label}>
            <span className={styles.swatch} data-line={index} />
            {label} {value === null ? '–' : day.format(value)}
          </li>
        );
      })}
      {day.limit !== null && (
        <li>
          <span className={styles.swatch} data-line="limit" />
          {messages.day.limit} {day.format(day.limit)}
        </li>
      )}
      <li>{at === null ? '' : formatMinute(day.times[at] ?? 0)}</li>
    </ul>
  );
}

function lastKnown({ lines }: Day): number | null {
  const last = Math.max(-1, ...lines.map(({ values }) => values.findLastIndex((value) => value !== null)));
  return last === -1 ? null : last;
}

/** Whether so little is known of a line that nobody would see it: dots, then. */
function isShort({ data }: UPlot, line: number): boolean {
  return Array.from<number | null | undefined>(data[line] ?? []).filter(isKnown).length < 3;
}

const isKnown = (value: number | null | undefined): boolean => value !== null && value !== undefined;

/** The system's own choice, which changes without the page being told. */
function useDark(): boolean {
  const [dark, setDark] = useState(() => matchMedia('(prefers-color-scheme: dark)').matches);
  useEffect(() => {
    const query = matchMedia('(prefers-color-scheme: dark)');
    const changed = () => {
      setDark(query.matches);
    };
    query.addEventListener('change', changed);
    return () => {
      query.removeEventListener('change', changed);
    };
  }, []);
  return dark;
}

function dataOf({ times, lines }: Day, limit: number | undefined): UPlot.AlignedData {
  const rows = lines.map(({ values }) => [...values]);
  return [[...times], ...rows, ...(limit === undefined ? [] : [times.map(() => limit)])];
}

function options(
  element: HTMLElement,
  day: Day,
  withLimit: boolean,
  onHover: (index: number | null) => void,
): UPlot.Options {
  const color = (name: string) => colorOf(element, name);
  const axis = {
    stroke: color('--text-2'),
    grid: { stroke: color('--border'), width: 1 },
    ticks: { stroke: color('--border'), width: 1, size: 4 },
    font: '11px system-ui, sans-serif',
  };
  return {
    width: element.clientWidth,
    height,
    legend: { show: false },
    padding: [8, 20, 0, 0],
    cursor: { y: false, sync: { key: together }, points: { size: 6 }, drag: { x: false, y: false } },
    scales: { y: { range: (_chart, _least, most) => [0, most > 0 ? most * 1.08 : 1] } },
    axes: [
      { ...axis, size: 28, space: 64, values: (_chart, splits) => splits.map(formatMinute) },
      {
        ...axis,
        size: 74,
        values: (_chart, splits) => splits.map(day.format),
        ...(day.format === formatCores ? {} : { incrs: binarySteps }),
      },
    ],
    series: [
      {},
      ...day.lines.map((_line, index) => ({
        stroke: color(tones[index] ?? '--text'),
        width: 1.5,
        spanGaps: false,
        // A line takes two of them.
        points: { show: isShort, size: 4 },
      })),
      ...(withLimit ? [{ stroke: color('--bad'), width: 1, dash: [6, 4], points: { show: false } }] : []),
    ],
    hooks: {
      setCursor: [
        ({ cursor }) => {
          onHover(cursor.idx ?? null);
        },
      ],
    },
  };
}

/** A canvas takes no variables, and no `light-dark()`: what the browser makes of them on an element is asked. */
function colorOf(element: HTMLElement, name: string): string {
  const before = element.style.color;
  element.style.color = `var(${name})`;
  const { color } = getComputedStyle(element);
  element.style.color = before;
  return color;
}
