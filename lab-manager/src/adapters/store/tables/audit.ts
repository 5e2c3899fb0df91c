import type { Audit, AuditEntry } from '../../../core/ports.ts';
import type { Connection, Statement } from '../connection.ts';

const maxDetailLength = 1024;
type Row = AuditEntry & { seq: number };

export class SqliteAudit implements Audit {
  readonly #append: Statement<Record<keyof AuditEntry, string | number>, never>;
  readonly #list: Statement<{ limit: number; before: number | null }, Row>;

  constructor(connection: Connection) {
    this.#append = connection.prepare(
      `INSERT INTO audit (at, actor, via, ip, request_id, action, target, result, detail)
       VALUES (@at, @actor, @via, @ip, @requestId, @action, @target, @result, @detail)`,
    );
    this.#list = connection.prepare(
      `SELECT seq, at, actor, via, ip, request_id AS requestId, action, target, result, detail FROM audit
       WHERE @before IS NULL OR seq < @before ORDER BY seq DESC LIMIT @limit`,
    );
  }

  append({ at, actor, via, ip, requestId, action, target, result, detail }: AuditEntry): void {
    const short = detail.slice(0, maxDetailLength);
    this.#append.run({ at, actor, via, ip, requestId, action, target, result, detail: short });
  }

  list(page: { limit: number; before: number | undefined }): readonly Row[] {
    return this.#list.all({ limit: page.limit, before: page.before ?? null });
  }
}
