/** Which installation of the lab this is, so that two of them know their snapshots apart. */
export const backupInstallation = {
  sql: `
    CREATE TABLE backup_installation (
      only INTEGER PRIMARY KEY CHECK (only = 1),
      id TEXT NOT NULL DEFAULT (lower(hex(randomblob(8)))),
      inherits_until INTEGER,
      spares_until INTEGER
    ) STRICT;
  `,
};
