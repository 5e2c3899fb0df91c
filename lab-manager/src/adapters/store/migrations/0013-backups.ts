/** What is remembered of backups: repositories made here and their health, drills, the schedule, restores that wait for a person. */
export const backups = {
  sql: `
    CREATE TABLE backup_repositories (
      name TEXT PRIMARY KEY,
      location TEXT NOT NULL,
      made_at INTEGER NOT NULL,
      own_key TEXT NOT NULL,
      code_key TEXT,
      code_confirmed_at INTEGER,
      new_code_key TEXT,
      new_code_made_at INTEGER,
      keys_before TEXT,
      checked_at INTEGER,
      pruned_at INTEGER
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE backup_parts (
      repository TEXT NOT NULL REFERENCES backup_repositories (name) ON DELETE CASCADE,
      part INTEGER NOT NULL,
      tried_at INTEGER NOT NULL,
      right_at INTEGER,
      PRIMARY KEY (repository, part)
    ) STRICT, WITHOUT ROWID;

    -- Part 0 is the structure.
    CREATE TABLE backup_damage (
      repository TEXT NOT NULL REFERENCES backup_repositories (name) ON DELETE CASCADE,
      part INTEGER NOT NULL,
      words TEXT NOT NULL,
      found_at INTEGER NOT NULL,
      seen_at INTEGER NOT NULL,
      snapshots TEXT NOT NULL,
      PRIMARY KEY (repository, part, words)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE backup_unchecked (
      repository TEXT NOT NULL REFERENCES backup_repositories (name) ON DELETE CASCADE,
      original TEXT NOT NULL,
      copied_at INTEGER NOT NULL,
      PRIMARY KEY (repository, original)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE backup_drills (
      job TEXT PRIMARY KEY,
      snapshot TEXT NOT NULL,
      repository TEXT NOT NULL,
      started_at INTEGER NOT NULL,
      ended_at INTEGER NOT NULL,
      failure TEXT,
      inconclusive INTEGER NOT NULL,
      tables INTEGER NOT NULL,
      rows INTEGER NOT NULL,
      files INTEGER NOT NULL,
      bytes INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE backup_schedule (
      only INTEGER PRIMARY KEY CHECK (only = 1),
      written TEXT,
      done_at INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE waiting_restores (
      job TEXT PRIMARY KEY,
      snapshot TEXT NOT NULL,
      repository TEXT NOT NULL,
      words TEXT NOT NULL,
      environments TEXT NOT NULL,
      parts TEXT NOT NULL,
      mounts TEXT NOT NULL,
      state TEXT NOT NULL,
      restored_at INTEGER NOT NULL,
      confirmed_at INTEGER
    ) STRICT, WITHOUT ROWID;
  `,
};
