import { seriesOf, type FigureSeries } from '../../core/figures/history.ts';
import { addSample, minuteOf, pointsOf, type OpenMinute, type Sample } from '../../core/figures/minutes.ts';
import type { FigurePoint } from '../../core/model/figures.ts';
import type { Clock, FigureHistory } from '../../core/ports.ts';

export interface DayOfFiguresOptions {
  history: FigureHistory;
  clock: Pick<Clock, 'now'>;
  /** Minutes that are written together. What a crash may cost of the history. */
  minutesAtOnce: number;
  onUnexpected(error: unknown): void;
}

/** Of a store that can't be written to: the rest is a gap. */
const mostMinutesWaiting = 60;

/** The figures of a day, minute by minute: what is written, what waits to be, and the minute that is not over. */
export class DayOfFigures {
  readonly #options: DayOfFiguresOptions;
  #open: OpenMinute | undefined;
  #waiting: FigurePoint[] = [];

  constructor(options: DayOfFiguresOptions) {
    this.#options = options;
  }

  of(subject: string, since: number): FigureSeries {
    const last = minuteOf(this.#options.clock.now()) - 1;
    const first = Math.min(minuteOf(since), last + 1);
    const waiting = this.#waiting.filter((point) => point.subject === subject && point.minute >= first);
    return seriesOf([...this.#options.history.of(subject, first), ...waiting], first, last);
  }

  add(sample: Sample): void {
    const { open, over } = addSample(this.#open, sample);
    this.#open = open;
    this.#waiting.push(...over);
    const minutes = new Set(this.#waiting.map(({ minute }) => minute));
    if (minutes.size >= this.#options.minutesAtOnce) this.#write();
  }

  /** Writes all of it, the minute that is not over as well. */
  close(): void {
    if (this.#open !== undefined) this.#waiting.push(...pointsOf(this.#open));
    this.#write();
  }

  /** A day that can't be drawn is no reason to stop anything: what is not written stays for the next time. */
  #write(): void {
    if (this.#waiting.length === 0) return;
    try {
      this.#options.history.append(this.#waiting);
      this.#waiting = [];
    } catch (error) {
      this.#waiting = ofLastMinutes(this.#waiting, mostMinutesWaiting);
      this.#options.onUnexpected(error);
    }
  }
}

/** In the order in which they came, whatever the clock said. */
function ofLastMinutes(points: readonly FigurePoint[], count: number): FigurePoint[] {
  const kept = new Set([...new Set(points.map(({ minute }) => minute))].slice(-count));
  return points.filter(({ minute }) => kept.has(minute));
}
