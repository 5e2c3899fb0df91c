/** What services, environments and the machine used, a row a minute; a column is null where nobody could tell. */
export const figures = {
  sql: `
    CREATE TABLE figures (
      minute INTEGER NOT NULL,
      subject TEXT NOT NULL,
      cpu REAL,
      memory REAL,
      pids REAL,
      received REAL,
      sent REAL,
      read REAL,
      written REAL,
      load REAL,
      data_disk REAL,
      engine_disk REAL,
      data REAL,
      database REAL,
      PRIMARY KEY (minute, subject)
    ) STRICT, WITHOUT ROWID;
  `,
};
