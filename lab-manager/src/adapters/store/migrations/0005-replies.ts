/** Replies by Idempotency-Key, so that a repeated request is answered and not repeated. */
export const replies = {
  sql: `
    CREATE TABLE replies (
      actor TEXT NOT NULL,
      key TEXT NOT NULL,
      request_hash TEXT NOT NULL,
      status INTEGER NOT NULL,
      body TEXT NOT NULL,
      location TEXT,
      at INTEGER NOT NULL,
      PRIMARY KEY (actor, key)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX replies_by_age ON replies (at);
  `,
};
