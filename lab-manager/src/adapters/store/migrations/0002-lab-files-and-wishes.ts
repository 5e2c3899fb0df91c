/** What people want: accepted lab files, stopped services, and what failed to prove itself. */
export const labFilesAndWishes = {
  sql: `
    CREATE TABLE lab_files (
      version INTEGER PRIMARY KEY AUTOINCREMENT,
      text TEXT NOT NULL,
      author TEXT NOT NULL,
      via TEXT NOT NULL,
      accepted_at INTEGER NOT NULL,
      -- When the lab was first held to it; NULL while it is only accepted.
      applied_at INTEGER
    ) STRICT;

    CREATE TABLE stopped_services (
      service TEXT PRIMARY KEY,
      at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE held_back (
      service TEXT PRIMARY KEY,
      config_hash TEXT NOT NULL,
      reason TEXT NOT NULL,
      at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
};
