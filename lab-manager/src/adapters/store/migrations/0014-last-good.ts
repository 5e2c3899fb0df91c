/** What a look at a repository told last, for as long as nobody can look; and since when a lab looks after its backups. */
export const lastGood = {
  sql: `
    ALTER TABLE backup_repositories ADD COLUMN good_at INTEGER;

    CREATE TABLE backup_since (
      only INTEGER PRIMARY KEY CHECK (only = 1),
      at INTEGER NOT NULL
    ) STRICT;
  `,
};
