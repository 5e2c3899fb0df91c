/** Who may come in: users, their sessions and tokens, and the lab's one claim. */
export const access = {
  sql: `
    CREATE TABLE users (
      id TEXT PRIMARY KEY,
      email TEXT NOT NULL COLLATE NOCASE UNIQUE,
      name TEXT NOT NULL,
      role TEXT NOT NULL CHECK (role IN ('owner', 'admin', 'operator', 'scientist', 'viewer')),
      disabled INTEGER NOT NULL,
      created_at INTEGER NOT NULL,
      password_hash TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE sessions (
      hash TEXT PRIMARY KEY,
      user_id TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
      audience TEXT NOT NULL,
      -- An environment's session dies with the one it came from.
      parent TEXT REFERENCES sessions ON DELETE CASCADE,
      created_at INTEGER NOT NULL,
      last_seen_at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL,
      user_agent TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX sessions_of_user ON sessions (user_id);
    CREATE INDEX sessions_of_parent ON sessions (parent) WHERE parent IS NOT NULL;
    CREATE INDEX sessions_by_expiry ON sessions (expires_at);

    CREATE TABLE api_tokens (
      id TEXT PRIMARY KEY,
      hash TEXT NOT NULL,
      user_id TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
      name TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL,
      last_used_at INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX tokens_of_user ON api_tokens (user_id);

    -- One row for ever.
    CREATE TABLE claim (
      one INTEGER PRIMARY KEY CHECK (one = 1),
      claimed_at INTEGER NOT NULL,
      owner_id TEXT NOT NULL
    ) STRICT;
  `,
};
