import type { Claim, StoredUser, Users } from '../../../core/ports.ts';
import type { Connection, Statement } from '../connection.ts';

export class SqliteClaim implements Claim {
  readonly #connection: Connection;
  readonly #users: Users;
  readonly #claimedAt: Statement<Record<string, never>, { claimedAt: number }>;
  readonly #close: Statement<{ at: number; ownerId: string }, never>;

  constructor(connection: Connection, users: Users) {
    this.#connection = connection;
    this.#users = users;
    this.#claimedAt = connection.prepare('SELECT claimed_at AS claimedAt FROM claim');
    this.#close = connection.prepare(
      'INSERT INTO claim (one, claimed_at, owner_id) VALUES (1, @at, @ownerId) ON CONFLICT DO NOTHING',
    );
  }

  claimedAt(): number | undefined {
    return this.#claimedAt.get({})?.claimedAt;
  }

  claim(owner: StoredUser, at: number): boolean {
    return this.#connection.transaction(() => {
      if (this.#close.run({ at, ownerId: owner.id }) === 0) return false;
      this.#users.add(owner);
      return true;
    });
  }
}
