/** A row to write to when asked whether writing works. */
export const heartbeat = {
  sql: `
    CREATE TABLE heartbeat (
      one INTEGER PRIMARY KEY CHECK (one = 1),
      beats INTEGER NOT NULL
    ) STRICT;
    INSERT INTO heartbeat (one, beats) VALUES (1, 0);
  `,
};
