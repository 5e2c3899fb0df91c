import type { IdempotentReplies, StoredReply } from '../../../core/ports.ts';
import type { Connection, Statement } from '../connection.ts';

type ReplyRow = Omit<StoredReply, 'location'> & { location: string | null };
interface Key {
  [column: string]: string;
  actor: string;
  key: string;
}
type Put = Record<keyof StoredReply | 'actor' | 'key' | 'at', string | number | null>;

export class SqliteIdempotentReplies implements IdempotentReplies {
  readonly #get: Statement<Key, ReplyRow>;
  readonly #put: Statement<Put, never>;
  readonly #prune: Statement<{ before: number }, never>;

  constructor(connection: Connection) {
    this.#get = connection.prepare(
      `SELECT request_hash AS requestHash, status, body, location FROM replies
       WHERE actor = @actor AND key = @key`,
    );
    // The first reply is the one that stands.
    this.#put = connection.prepare(
      `INSERT INTO replies (actor, key, request_hash, status, body, location, at)
       VALUES (@actor, @key, @requestHash, @status, @body, @location, @at) ON CONFLICT DO NOTHING`,
    );
    this.#prune = connection.prepare('DELETE FROM replies WHERE at < @before');
  }

  get(actor: string, key: string): StoredReply | undefined {
    const row = this.#get.get({ actor, key });
    return row === undefined ? undefined : { ...row, location: row.location ?? undefined };
  }

  put(actor: string, key: string, { requestHash, status, body, location }: StoredReply, at: number): void {
    this.#put.run({ actor, key, requestHash, status, body, location: location ?? null, at });
  }

  prune(before: number): void {
    this.#prune.run({ before });
  }
}
