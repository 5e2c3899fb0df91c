/** Which databases were ever written out: one whose disk is gone looks as if it was never started. */
export const backupDatabases = {
  sql: `
    CREATE TABLE backup_databases (
      service TEXT PRIMARY KEY
    ) STRICT, WITHOUT ROWID;
  `,
};
