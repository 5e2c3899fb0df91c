import { LabError } from '../../../core/model/lab-error.ts';
import type { Role, User } from '../../../core/model/user.ts';
import type { StoredUser, Users } from '../../../core/ports.ts';
import type { Connection, Statement } from '../connection.ts';
import { isConstraint } from '../store-error.ts';

interface UserRow {
  id: string;
  email: string;
  name: string;
  role: Role;
  disabled: number;
  created_at: number;
  password_hash: string;
}

export class SqliteUsers implements Users {
  readonly #count: Statement<Record<string, never>, { users: number }>;
  readonly #byId: Statement<{ id: string }, UserRow>;
  readonly #byEmail: Statement<{ email: string }, UserRow>;
  readonly #list: Statement<Record<string, never>, UserRow>;
  readonly #add: Statement<Record<keyof StoredUser, string | number>, never>;
  readonly #setPasswordHash: Statement<{ id: string; hash: string }, never>;

  constructor(connection: Connection) {
    this.#count = connection.prepare('SELECT count(*) AS users FROM users');
    this.#byId = connection.prepare('SELECT * FROM users WHERE id = @id');
    this.#byEmail = connection.prepare('SELECT * FROM users WHERE email = @email');
    this.#list = connection.prepare('SELECT * FROM users ORDER BY created_at, id');
    this.#add = connection.prepare(
      `INSERT INTO users (id, email, name, role, disabled, created_at, password_hash)
       VALUES (@id, @email, @name, @role, @disabled, @createdAt, @passwordHash)`,
    );
    this.#setPasswordHash = connection.prepare('UPDATE users SET password_hash = @hash WHERE id = @id');
  }

  count(): number {
    return this.#count.get({})?.users ?? 0;
  }

  byId(id: string): StoredUser | undefined {
    return toStoredUser(this.#byId.get({ id }));
  }

  byEmail(email: string): StoredUser | undefined {
    return toStoredUser(this.#byEmail.get({ email }));
  }

  list(): readonly User[] {
    return this.#list.all({}).map(toUser);
  }

  add({ id, email, name, role, disabled, createdAt, passwordHash }: StoredUser): void {
    try {
      this.#add.run({ id, email, name, role, disabled: Number(disabled), createdAt, passwordHash });
    } catch (error) {
      if (!isConstraint(error, 'UNIQUE')) throw error;
      throw new LabError('user.exists', `There is already a user ${email}.`, {
        hint: 'Use another address, or change that user.',
        cause: error,
      });
    }
  }

  setPasswordHash(id: string, hash: string): void {
    this.#setPasswordHash.run({ id, hash });
  }
}

const toUser = (row: UserRow): User => ({
  id: row.id,
  email: row.email,
  name: row.name,
  role: row.role,
  disabled: row.disabled === 1,
  createdAt: row.created_at,
});

const toStoredUser = (row: UserRow | undefined): StoredUser | undefined =>
  row === undefined ? undefined : { ...toUser(row), passwordHash: row.password_hash };
