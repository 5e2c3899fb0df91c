import type { JobLogEntry, JobLogLine } from '../../../core/ports.ts';
import type { Connection, Statement } from '../connection.ts';

/** Of which the last says that it is. */
const maxLines = 20_000;
const leftOut = 'What the steps say from here on is left out: it is too much.';
const maxLineLength = 4096;

/**
 * What a job said. What its steps say is bounded, so that one that talks without end can't fill the disk; what the manager
 * itself says of them, some lines a step, is there to the end.
 */
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

  append(id: string, entries: readonly JobLogEntry[]): readonly JobLogLine[] {
    return this.#connection.transaction(() => {
      const added: JobLogLine[] = [];
      let seq = this.#last.get({ id })?.seq ?? 0;
      const add = (at: number, line: string): void => {
        seq += 1;
        this.#add.run({ id, seq, at, line });
        added.push({ seq, at, line });
      };
      for (const { at, line, ofStep } of entries) {
        if (seq + 1 === maxLines) add(at, leftOut);
        if (seq < maxLines || ofStep !== true) add(at, line.slice(0, maxLineLength));
      }
      return added;
    });
  }

  list(id: string, afterSeq: number, limit: number): readonly JobLogLine[] {
    return this.#list.all({ id, after: afterSeq, limit });
  }
}
