import { minutesKept } from '../../../core/figures/history.ts';
import { metrics, type FigurePoint, type Metric } from '../../../core/model/figures.ts';
import type { FigureHistory } from '../../../core/ports.ts';
import type { Connection, Statement } from '../connection.ts';

type Row = { minute: number; subject: string } & Record<Metric, number | null>;

const columns = { dataDisk: 'data_disk', engineDisk: 'engine_disk' } as Partial<Record<Metric, string>>;
const columnOf = (metric: Metric): string => columns[metric] ?? metric;

/**
 * A ring of minutes in the order in which they came, whatever they are called: a clock that is wrong, ahead or behind, by
 * minutes or years, costs the minutes it was wrong for and no other.
 */
export class SqliteFigureHistory implements FigureHistory {
  readonly #connection: Connection;
  readonly #forget: Statement<{ minute: number }, never>;
  readonly #came: Statement<{ minute: number }, never>;
  readonly #put: Statement<Row, never>;
  readonly #dropFigures: Statement<{ keep: number }, never>;
  readonly #dropMinutes: Statement<{ keep: number }, never>;
  readonly #of: Statement<{ subject: string; since: number }, Row>;

  constructor(connection: Connection) {
    this.#connection = connection;
    // After others came, it is another minute of that name; else the same one, which a restart of the manager cut in two.
    this.#forget = connection.prepare(
      `DELETE FROM figures WHERE minute = @minute
       AND minute IN (SELECT minute FROM figure_minutes WHERE seq < (SELECT max(seq) FROM figure_minutes))`,
    );
    // A minute that comes again is the newest from then on.
    this.#came = connection.prepare('INSERT OR REPLACE INTO figure_minutes (minute) VALUES (@minute)');
    this.#put = connection.prepare(
      `INSERT OR REPLACE INTO figures (minute, subject, ${metrics.map(columnOf).join(', ')})
       VALUES (@minute, @subject, ${metrics.map((metric) => `@${metric}`).join(', ')})`,
    );
    const old = 'seq <= (SELECT seq FROM figure_minutes ORDER BY seq DESC LIMIT 1 OFFSET @keep)';
    this.#dropFigures = connection.prepare(
      `DELETE FROM figures WHERE minute IN (SELECT minute FROM figure_minutes WHERE ${old})`,
    );
    this.#dropMinutes = connection.prepare(`DELETE FROM figure_minutes WHERE ${old}`);
    this.#of = connection.prepare(
      `SELECT minute, subject, ${metrics.map((metric) => `${columnOf(metric)} AS ${metric}`).join(', ')}
       FROM figures WHERE minute >= @since AND subject = @subject ORDER BY minute`,
    );
  }

  append(points: readonly FigurePoint[]): void {
    this.#connection.transaction(() => {
      for (const minute of new Set(points.map((point) => point.minute))) {
        this.#forget.run({ minute });
        this.#came.run({ minute });
      }
      for (const point of points) this.#put.run(rowOf(point));
      this.#dropFigures.run({ keep: minutesKept });
      this.#dropMinutes.run({ keep: minutesKept });
    });
  }

  of(subject: string, sinceMinute: number): readonly FigurePoint[] {
    return this.#of.all({ subject, since: sinceMinute }).map(pointOf);
  }
}

function rowOf({ minute, subject, figures }: FigurePoint): Row {
  const values = metrics.map((metric) => [metric, figures[metric] ?? null]);
  return { minute, subject, ...(Object.fromEntries(values) as Record<Metric, number | null>) };
}

function pointOf({ minute, subject, ...row }: Row): FigurePoint {
  const told = metrics.flatMap((metric) => (row[metric] === null ? [] : [[metric, row[metric]]]));
  return { minute, subject, figures: Object.fromEntries(told) };
}
