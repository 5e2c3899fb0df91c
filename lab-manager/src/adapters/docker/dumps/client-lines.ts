/**
 * Lines of a dump that speak of how it was written and is to be read, not of what the database holds: which client wrote it
 * out from which server on which machine, how its session is set, what it locks, which accounts the server has. Point
 * releases of one server differ in them: 10.11.15 sets NOTE_VERBOSITY where 10.11.14 set SQL_NOTES.
 */
const ofTheClient: readonly RegExp[] = [
  /^\s*$/,
  /^--/,
  // What keeps a client from running programs.
  /^\/\*M?!999999\\-/,
  // But with 5xxxx: what a view, a routine or an event is made under is kept with it.
  /^\/\*M?!(?!5\d{4} )\d+ SET /,
  /^SET /i,
  /^(COMMIT|START TRANSACTION|UNLOCK TABLES);$/i,
  /^LOCK TABLES .* WRITE;$/,
  /^\/\*!40000 ALTER TABLE .* (DISABLE|ENABLE) KEYS \*\/;$/,
  // Accounts that people made, which are of the server: a dump of before doesn't speak of them.
  /^(CREATE (USER|ROLE) IF NOT EXISTS|GRANT USAGE ON \*\.\* TO|UPDATE global_priv SET) .*;$/,
  // global_priv by the dump's own program, the others by the client, which writes two spaces.
  /^INSERT +IGNORE INTO (global_priv|`(db|tables_priv|columns_priv|procs_priv|roles_mapping)`) .*;$/,
  /^DELETE FROM mysql\.global_priv WHERE .*;$/,
  /^(USE mysql|FLUSH PRIVILEGES);$/,
  // It is made anew in any case.
  /^(\/\*!50001 )?DROP (TABLE|VIEW|SEQUENCE) IF EXISTS [^;]*;$/,
];

/** Of a line that is no row, and in no body of a routine. */
export const isOfTheClient = (line: string): boolean => ofTheClient.some((form) => form.test(line));
