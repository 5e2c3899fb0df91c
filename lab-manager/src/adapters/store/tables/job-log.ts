import type { JobLogLine } from '../../../core/ports.ts';
import type { Connection, Statement } from '../connection.ts';

const maxLines = 20_000;
const maxLineLength = 4096;

/** What a job said. Bounded, so that a step that talks without end can't fill the disk. */
export class SqliteJobLog {
  readonly #connection: Connection;
  readonly #last: Statement<{ id: string }, { seq: number | null }>;
  readonly #add: Statement<{ id: string; seq: number; at: number; line: string }, never>;
  readonly #list: Statement<{ id: string; after: number; limit: number }, JobLogLine>;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#last = connection.prepare('SELECT max(seq) AS seq FROM job_log WHERE job_id = @id');
    this.#add = connection.prepare(
      'INSERT INTO job_log (job_id, seq, at, line) VALUES (@id, @seq, @at, @line)',
    );
    this.#list = connection.prepare(
      'SELECT seq, at, line FROM job_log WHERE job_id = @id AND seq > @after ORDER BY seq LIMIT @limit',
    );
  }

  append(id: string, lines: readonly { at: number; line: string }[]): readonly JobLogLine[] {
    return this.#connection.transaction(() => {
      const last = this.#last.get({ id })?.seq ?? 0;
      return lines.slice(0, Math.max(0, maxLines - last)).map(({ at, line }, index) => {
        const seq = last + index + 1;
        const text = seq === maxLines ? 'The log ends here: it is too long.' : line.slice(0, maxLineLength);
        this.#add.run({ id, seq, at, line: text });
        return { seq, at, line: text };
      });
    });
  }

  list(id: string, afterSeq: number, limit: number): readonly JobLogLine[] {
    return this.#list.all({ id, after: afterSeq, limit });
  }
}
