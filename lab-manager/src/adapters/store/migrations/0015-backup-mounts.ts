/** Where disks were mounted in what is backed up: one that is gone leaves an empty folder, which looks like any other. */
export const backupMounts = {
  sql: `
    CREATE TABLE backup_mounts (
      path TEXT PRIMARY KEY
    ) STRICT, WITHOUT ROWID;
  `,
};
