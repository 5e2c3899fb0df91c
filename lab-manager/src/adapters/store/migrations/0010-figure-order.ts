/** In which order the minutes of the figures came: that of the clock is another one whenever somebody sets it. */
export const figureOrder = {
  sql: `
    CREATE TABLE figure_minutes (
      seq INTEGER PRIMARY KEY,
      minute INTEGER NOT NULL UNIQUE
    ) STRICT;
    INSERT INTO figure_minutes (minute) SELECT DISTINCT minute FROM figures ORDER BY minute;
  `,
};
