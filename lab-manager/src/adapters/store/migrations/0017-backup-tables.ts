/** Which tables of a database held rows, and when: one that was made anew on another disk has none of them. */
export const backupTables = {
  sql: `
    ALTER TABLE backup_databases ADD COLUMN tables TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE backup_databases ADD COLUMN taken_at INTEGER NOT NULL DEFAULT 0;
  `,
};
