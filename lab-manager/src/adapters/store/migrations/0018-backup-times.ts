/** Of which snapshots of a time that was yet to come a person said that the clock is right all the same. */
export const backupTimes = {
  sql: `
    CREATE TABLE backup_times (
      repository TEXT NOT NULL REFERENCES backup_repositories (name) ON DELETE CASCADE,
      original TEXT NOT NULL,
      PRIMARY KEY (repository, original)
    ) STRICT, WITHOUT ROWID;
  `,
};
