import Database from 'better-sqlite3';
import { expect } from 'chai';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Ballast } from '../../../../src/adapters/store/ballast.ts';
import { Connection } from '../../../../src/adapters/store/connection.ts';
import { migrate } from '../../../../src/adapters/store/migrate.ts';
import { migrations } from '../../../../src/adapters/store/migrations/index.ts';
import { storePaths } from '../../../../src/adapters/store/store-paths.ts';
import { useTempStore } from '../../../support/temp-store.ts';
import { aJob } from './a-job.ts';

const addColumn = { sql: 'ALTER TABLE jobs ADD COLUMN colour TEXT' };

describe('adapters/store/migrate', () => {
  const temp = useTempStore();
  const migrated = (more: readonly { sql: string }[]): void => {
    const paths = storePaths(temp.directory);
    const connection = new Connection(paths, new Ballast(paths.ballast, 0));
    try {
      migrate(connection, paths, [...migrations, ...more]);
    } finally {
      connection.close();
    }
  };
  const look = <Result>(file: string, work: (database: Database.Database) => Result): Result => {
    const database = new Database(join(temp.directory, file), { readonly: true });
    try {
      return work(database);
    } finally {
      database.close();
    }
  };
  const version = (database: Database.Database): unknown => database.pragma('user_version', { simple: true });

  beforeEach(() => {
    temp.open().journal.create(aJob('01A'));
    temp.close();
  });

  it('a new step keeps the data, and a whole copy of what was before it', () => {
    migrated([addColumn]);
    expect(look('lab.db', version)).to.equal(migrations.length + 1);
    expect(look('lab.db', (database) => database.prepare('SELECT id, colour FROM jobs').all())).to.deep.equal(
      [{ id: '01A', colour: null }],
    );
    const [copy = ''] = readdirSync(join(temp.directory, 'copies')).slice(-1);
    expect(look(join('copies', copy), version)).to.equal(migrations.length);
    expect(
      look(join('copies', copy), (database) => database.prepare('SELECT id FROM jobs').all()),
    ).to.have.length(1);
  });

  it('a step that fails in its middle leaves the version and the data before it', () => {
    const broken = { sql: `${addColumn.sql}; INSERT INTO nowhere VALUES (1)` };
    expect(() => migrated([broken])).to.throw('nowhere');
    expect(look('lab.db', version)).to.equal(migrations.length);
    const columns = look('lab.db', (database) => database.pragma('table_info(jobs)') as { name: string }[]);
    expect(columns.map((column) => column.name)).not.to.include('colour');
  });

  it('neither a new lab nor a start with nothing to do makes a copy', () => {
    migrated([]);
    expect(existsSync(join(temp.directory, 'copies'))).to.equal(false);
  });
});
