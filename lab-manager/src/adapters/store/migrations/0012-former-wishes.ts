/** What was wished before a job changed it, to be put back if that is called off; and the schedule that times were done of. */
export const formerWishes = {
  sql: `
    -- All null: nobody had said anything of the service.
    CREATE TABLE former_wishes (
      service TEXT PRIMARY KEY,
      job TEXT NOT NULL,
      at INTEGER,
      reason TEXT,
      actor TEXT,
      ended_at INTEGER
    ) STRICT, WITHOUT ROWID;

    ALTER TABLE environments ADD COLUMN schedule TEXT;
  `,
};
