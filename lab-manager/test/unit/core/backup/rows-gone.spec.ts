import { expect } from 'chai';
import { rowsGone, writtenOf } from '../../../../src/core/backup/rows-gone.ts';

type Rows = Readonly<Record<string, number>>;

describe('core/backup/rows-gone', () => {
  const takenAt = Date.UTC(2026, 10, 22);
  const digest = (rows: Rows) => ({
    tables: Object.entries(rows).map(([name, count]) => ({ name, rows: count, sha256: '' })),
  });
  const gone = (then: Rows, now: Rows) => rowsGone('prod-db', writtenOf(digest(then), takenAt), digest(now));
  const inGlab = (rows: Rows): Rows =>
    Object.fromEntries(Object.entries(rows).map(([table, count]) => [`labstead.${table}`, count]));

  /** As glab leaves it: its migrations make all tables and write down in one how far they came. */
  const madeAnew = inGlab({
    ...{ alembic_version: 1, replies: 0, resources: 0, scenario_inputs: 0, scenarios: 0, uploads: 0 },
  });
  const full = inGlab({
    ...{ alembic_version: 1, replies: 12, resources: 5000, scenario_inputs: 610, scenarios: 300, uploads: 4 },
  });

  it('a database that held rows and holds none is told, with when it had them and what to do', () => {
    const told = gone({ 'lab.note': 2, 'lab.user': 1, 'lab.log': 0 }, { 'lab.note': 0, 'lab.user': 0 });
    expect(told).to.match(
      /^The database prod-db held rows in 2 tables when it was written out on 2026-11-22, and holds none in any of them now\. .*--disks-are-right\.$/,
    );
    expect(gone({ 'lab.note': 2 }, {})).to.contain('held rows in 1 table when');
  });

  it('glab’s database, made anew by a server that found an empty disk, is not the one that was there', () => {
    expect(gone(full, madeAnew)).to.match(/^The database prod-db held rows in 3 tables when/);
    expect(gone(full, full)).to.equal(undefined);
    expect(gone(madeAnew, madeAnew)).to.equal(undefined);
  });

  it('what is begun in a database that was made anew is no sign that the rows are there', () => {
    const begun = { ...madeAnew, ...inGlab({ replies: 1, uploads: 1 }) };
    expect(gone(full, begun)).to.contain('held rows in 3 tables');
    const many = { 'notes.note': 9, 'notes.page': 8, 'notes.tag': 7 };
    expect(gone({ ...many, 'notes.role': 0 }, { 'notes.note': 0, 'notes.role': 3 })).to.contain(
      'held rows in 3 tables',
    );
  });

  it('rows that glab drops by itself are no loss', () => {
    expect(gone({ ...madeAnew, ...inGlab({ replies: 3, uploads: 1 }) }, madeAnew)).to.equal(undefined);
    expect(gone({ 'forum.replies': 3 }, { 'forum.replies': 0 })).to.contain('held rows in 1 table');
  });

  it('of an application that runs, one table or two may be emptied by whoever may; glab’s scenarios never are', () => {
    const queue = { 'notes.alembic_version': 1, 'notes.job': 4, 'notes.session': 2 };
    expect(gone(queue, { 'notes.alembic_version': 1, 'notes.job': 0, 'notes.session': 0 })).to.equal(
      undefined,
    );
    expect(gone({ ...madeAnew, ...inGlab({ resources: 1 }) }, madeAnew)).to.equal(undefined);
    expect(gone({ ...madeAnew, ...inGlab({ scenarios: 1 }) }, madeAnew)).to.contain('held rows in 1 table');
  });

  const tools = [
    ...['alembic_version', 'notes_alembic_version', 'alembic_version_notes', 'django_migrations'],
    ...['auth_permission', 'django_content_type', 'knex_migrations', 'knex_migrations_lock', 'SequelizeMeta'],
    ...['_prisma_migrations', 'migrations', 'schema_migrations', 'ar_internal_metadata', 'goose_db_version'],
    ...['flyway_schema_history', 'DATABASECHANGELOG', 'DATABASECHANGELOGLOCK', '__EFMigrationsHistory'],
    ...['_sqlx_migrations', '__diesel_schema_migrations', 'doctrine_migration_versions', 'phinxlog'],
  ];
  for (const table of tools)
    it(`a brick’s database that holds but ${table} holds none of its data, and had none to lose`, () => {
      const data = { 'notes.note': 2, 'notes.page': 1, 'notes.tag': 1 };
      expect(gone({ ...data, [`notes.${table}`]: 4 }, { [`notes.${table}`]: 4 })).to.contain(
        'held rows in 3 tables',
      );
      expect(gone({ [`notes.${table}`]: 4 }, {})).to.equal(undefined);
    });

  it('one table that still holds rows is what somebody left', () => {
    expect(gone({ 'lab.note': 2, 'lab.user': 1 }, { 'lab.note': 0, 'lab.user': 1 })).to.equal(undefined);
    expect(gone(full, { ...madeAnew, ...inGlab({ resources: 1 }) })).to.equal(undefined);
  });

  it('one that held nothing, or was never written out, has nothing to lose', () => {
    expect(gone({ 'lab.note': 0 }, {})).to.equal(undefined);
    expect(rowsGone('prod-db', undefined, digest({}))).to.equal(undefined);
  });

  it('one that an older version wrote down, by the number of its tables alone, is missed where it holds no row at all', () => {
    const counted = (tables: number, now: Rows) =>
      rowsGone('prod-db', { tables, held: undefined, takenAt }, digest(now));
    expect(counted(6, {})).to.contain('held rows in 6 tables');
    expect(counted(2, {})).to.contain('held rows in 2 tables');
    for (const [tables, now] of [
      [6, full],
      [1, madeAnew],
      [2, madeAnew],
      [6, madeAnew],
      [0, {}],
      [0, madeAnew],
    ] as const)
      expect(counted(tables, now), `${tables}`).to.equal(undefined);
  });
});
