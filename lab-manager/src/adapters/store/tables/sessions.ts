import { LabError } from '../../../core/model/lab-error.ts';
import type { Sessions, StoredSession } from '../../../core/ports.ts';
import type { Connection, Statement } from '../connection.ts';
import { isConstraint } from '../store-error.ts';

type SessionRow = Omit<StoredSession, 'parent'> & { parent: string | null };

const columns = `hash, user_id AS userId, audience, parent, created_at AS createdAt,
  last_seen_at AS lastSeenAt, expires_at AS expiresAt, user_agent AS userAgent`;

/** What came from a session goes with it: the database cascades. */
export class SqliteSessions implements Sessions {
  readonly #add: Statement<Record<keyof StoredSession, string | number | null>, never>;
  readonly #get: Statement<{ hash: string }, SessionRow>;
  readonly #touch: Statement<{ hash: string; at: number }, never>;
  readonly #users: Statement<{ audiences: string; since: number }, { userId: string }>;
  readonly #remove: Statement<{ hash: string }, never>;
  readonly #removeExpired: Statement<{ now: number }, never>;

  constructor(connection: Connection) {
    this.#add = connection.prepare(
      `INSERT INTO sessions (hash, user_id, audience, parent, created_at, last_seen_at, expires_at, user_agent)
       VALUES (@hash, @userId, @audience, @parent, @createdAt, @lastSeenAt, @expiresAt, @userAgent)`,
    );
    this.#get = connection.prepare(`SELECT ${columns} FROM sessions WHERE hash = @hash`);
    this.#touch = connection.prepare('UPDATE sessions SET last_seen_at = @at WHERE hash = @hash');
    this.#users = connection.prepare(
      `SELECT DISTINCT user_id AS userId FROM sessions
       WHERE audience IN (SELECT value FROM json_each(@audiences)) AND last_seen_at >= @since ORDER BY user_id`,
    );
    this.#remove = connection.prepare('DELETE FROM sessions WHERE hash = @hash');
    this.#removeExpired = connection.prepare('DELETE FROM sessions WHERE expires_at <= @now');
  }

  add(session: StoredSession): void {
    const { hash, userId, audience, createdAt, lastSeenAt, expiresAt, userAgent } = session;
    const parent = session.parent ?? null;
    try {
      this.#add.run({ hash, userId, audience, parent, createdAt, lastSeenAt, expiresAt, userAgent });
    } catch (error) {
      if (!isConstraint(error, 'FOREIGNKEY')) throw error;
      throw new LabError('auth.session_expired', 'The sign-in that this one comes from has ended.', {
        hint: 'Sign in again.',
        cause: error,
      });
    }
  }

  get(hash: string): StoredSession | undefined {
    const row = this.#get.get({ hash });
    return row === undefined ? undefined : toSession(row);
  }

  touch(hash: string, at: number): void {
    this.#touch.run({ hash, at });
  }

  usersSince(audiences: readonly string[], since: number): readonly string[] {
    return this.#users.all({ audiences: JSON.stringify(audiences), since }).map(({ userId }) => userId);
  }

  remove(hash: string): void {
    this.#remove.run({ hash });
  }

  removeExpired(now: number): void {
    this.#removeExpired.run({ now });
  }
}

const toSession = (row: SessionRow): StoredSession => ({ ...row, parent: row.parent ?? undefined });
