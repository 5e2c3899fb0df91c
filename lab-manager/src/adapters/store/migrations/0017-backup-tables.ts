/** How many tables of a database held rows, and when: one that was made anew on another disk holds none. */
export const backupTables = {
  sql: `
    ALTER TABLE backup_databases ADD COLUMN tables INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE backup_databases ADD COLUMN taken_at INTEGER NOT NULL DEFAULT 0;
  `,
};
