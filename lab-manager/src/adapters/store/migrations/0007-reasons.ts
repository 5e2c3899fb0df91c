/** Why services are stopped, and which were taken off the machine. What was stopped before, a person stopped. */
export const reasons = {
  sql: `
    ALTER TABLE stopped_services ADD COLUMN reason TEXT NOT NULL DEFAULT 'person';
    ALTER TABLE stopped_services ADD COLUMN actor TEXT NOT NULL DEFAULT 'lab';
    -- When it was started again: a start that is called off stops it again for the same reason.
    ALTER TABLE stopped_services ADD COLUMN ended_at INTEGER;

    CREATE TABLE uninstalled_services (
      service TEXT PRIMARY KEY,
      at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
};
