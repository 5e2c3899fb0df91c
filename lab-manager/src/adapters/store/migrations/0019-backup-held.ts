/** Which tables of a database held rows, as a list in JSON; nothing where only their number was written down. */
export const backupHeld = {
  sql: `
    ALTER TABLE backup_databases ADD COLUMN held TEXT;
  `,
};
