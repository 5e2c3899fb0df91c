/** What is remembered of environments beside what runs: who came last, what waits, what the schedule did. */
export const environments = {
  sql: `
    CREATE TABLE environments (
      name TEXT PRIMARY KEY,
      last_activity_at INTEGER,
      queued INTEGER NOT NULL DEFAULT 0,
      schedule_done_at INTEGER
    ) STRICT, WITHOUT ROWID;
  `,
};
