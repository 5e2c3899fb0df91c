/** Jobs, their steps and their log: what must be known before anything is done. */
export const journal = {
  sql: `
    CREATE TABLE jobs (
      id TEXT PRIMARY KEY,
      kind TEXT NOT NULL,
      title TEXT NOT NULL,
      params TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
      actor TEXT NOT NULL,
      via TEXT NOT NULL,
      request_id TEXT,
      created_at INTEGER NOT NULL,
      started_at INTEGER,
      ended_at INTEGER,
      outcome TEXT,
      error TEXT,
      cancel_requested INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID;
    -- One job at a time, held by the database whatever the code does.
    CREATE UNIQUE INDEX one_running_job ON jobs (state) WHERE state = 'running';
    CREATE INDEX unfinished_jobs ON jobs (id) WHERE state IN ('queued', 'running');

    CREATE TABLE job_steps (
      job_id TEXT NOT NULL REFERENCES jobs ON DELETE CASCADE,
      seq INTEGER NOT NULL,
      name TEXT NOT NULL,
      sentence TEXT NOT NULL,
      state TEXT NOT NULL
        CHECK (state IN ('planned', 'intent', 'done', 'failed', 'undone', 'superseded')),
      started_at INTEGER,
      ended_at INTEGER,
      progress REAL,
      detail TEXT,
      PRIMARY KEY (job_id, seq)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE job_log (
      job_id TEXT NOT NULL REFERENCES jobs ON DELETE CASCADE,
      seq INTEGER NOT NULL,
      at INTEGER NOT NULL,
      line TEXT NOT NULL,
      PRIMARY KEY (job_id, seq)
    ) STRICT, WITHOUT ROWID;
  `,
};
