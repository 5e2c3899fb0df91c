/** What the usual tools write down of themselves when they make an application's tables, in small letters. */
const ofTools: ReadonlySet<string> = new Set([
  // Python: Alembic (below), Django and South, yoyo, peewee, aerich.
  ...['django_migrations', 'django_content_type', 'django_site', 'auth_permission', 'south_migrationhistory'],
  ...['_yoyo_log', '_yoyo_migration', '_yoyo_version', 'yoyo_lock', 'migratehistory', 'aerich'],
  // Node: Knex, Sequelize, Prisma, TypeORM, MikroORM, Drizzle, Kysely, db-migrate.
  ...['knex_migrations', 'knex_migrations_lock', 'sequelizemeta', 'sequelizedata', '_prisma_migrations'],
  ...['migrations', 'typeorm_metadata', 'mikro_orm_migrations', '__drizzle_migrations'],
  ...['kysely_migration', 'kysely_migration_lock', 'migrations_lock'],
  // Ruby, Elixir, golang-migrate, dbmate: Rails' own names.
  ...['schema_migrations', 'ar_internal_metadata'],
  // Java and Scala: Flyway, Liquibase, Play.
  ...[
    'flyway_schema_history',
    'schema_version',
    'databasechangelog',
    'databasechangeloglock',
    'play_evolutions',
  ],
  // .NET.
  ...['__efmigrationshistory', '__efmigrationslock', '__migrationhistory', 'versioninfo'],
  // Go: goose, sql-migrate, Atlas, bun.
  ...[
    'goose_db_version',
    'gorp_migrations',
    'atlas_schema_revisions',
    'bun_migrations',
    'bun_migration_locks',
  ],
  // Rust: sqlx, Diesel, refinery, SeaORM.
  ...['_sqlx_migrations', '__diesel_schema_migrations', 'refinery_schema_history', 'seaql_migrations'],
  // PHP: Doctrine, Phinx; Laravel's is called as TypeORM's.
  ...['doctrine_migration_versions', 'migration_versions', 'phinxlog'],
]);

/** Two applications in one database have a table each of Alembic's. */
const ofAlembic = /^(.+_)?alembic_version(_.+)?$/;

/** Of glab's: rows that it drops by itself within days. That they are gone is no loss, and that there are some no sign of data. */
const passing: ReadonlySet<string> = new Set(['labstead.replies', 'labstead.uploads']);

/**
 * Whether a table, `database.table`, holds rows that are nobody's data: a database made anew has them as soon as its
 * applications have made their tables, or they come and go by themselves.
 */
export function isKeptByTools(name: string): boolean {
  const table = name.slice(name.indexOf('.') + 1).toLowerCase();
  return passing.has(name) || ofTools.has(table) || ofAlembic.test(table);
}
