import type { ApiTokens, StoredToken } from '../../../core/ports.ts';
import type { Connection, Statement } from '../connection.ts';

type TokenRow = Omit<StoredToken, 'lastUsedAt'> & { lastUsedAt: number | null };

const columns = `id, hash, user_id AS userId, name, created_at AS createdAt, expires_at AS expiresAt,
  last_used_at AS lastUsedAt`;

export class SqliteApiTokens implements ApiTokens {
  readonly #add: Statement<Record<keyof StoredToken, string | number | null>, never>;
  readonly #get: Statement<{ id: string }, TokenRow>;
  readonly #ofUser: Statement<{ userId: string }, TokenRow>;
  readonly #touch: Statement<{ id: string; at: number }, never>;
  readonly #remove: Statement<{ id: string }, never>;

  constructor(connection: Connection) {
    this.#add = connection.prepare(
      `INSERT INTO api_tokens (id, hash, user_id, name, created_at, expires_at, last_used_at)
       VALUES (@id, @hash, @userId, @name, @createdAt, @expiresAt, @lastUsedAt)`,
    );
    this.#get = connection.prepare(`SELECT ${columns} FROM api_tokens WHERE id = @id`);
    this.#ofUser = connection.prepare(
      `SELECT ${columns} FROM api_tokens WHERE user_id = @userId ORDER BY created_at, id`,
    );
    this.#touch = connection.prepare('UPDATE api_tokens SET last_used_at = @at WHERE id = @id');
    this.#remove = connection.prepare('DELETE FROM api_tokens WHERE id = @id');
  }

  add({ id, hash, userId, name, createdAt, expiresAt, lastUsedAt }: StoredToken): void {
    this.#add.run({ id, hash, userId, name, createdAt, expiresAt, lastUsedAt: lastUsedAt ?? null });
  }

  get(id: string): StoredToken | undefined {
    const row = this.#get.get({ id });
    return row === undefined ? undefined : toToken(row);
  }

  ofUser(userId: string): readonly StoredToken[] {
    return this.#ofUser.all({ userId }).map(toToken);
  }

  touch(id: string, at: number): void {
    this.#touch.run({ id, at });
  }

  remove(id: string): void {
    this.#remove.run({ id });
  }
}

const toToken = (row: TokenRow): StoredToken => ({ ...row, lastUsedAt: row.lastUsedAt ?? undefined });
