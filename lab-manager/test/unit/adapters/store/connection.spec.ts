import { expect } from 'chai';
import { Ballast } from '../../../../src/adapters/store/ballast.ts';
import { Connection } from '../../../../src/adapters/store/connection.ts';
import { storePaths } from '../../../../src/adapters/store/store-paths.ts';
import { useTempStore } from '../../../support/temp-store.ts';

describe('adapters/store/connection', () => {
  const temp = useTempStore();
  const withConnection = (work: (connection: Connection) => void): void => {
    const paths = storePaths(temp.directory);
    const connection = new Connection(paths, new Ballast(paths.ballast, 0));
    try {
      work(connection);
    } finally {
      connection.close();
    }
  };

  it('a commit reaches the disk before it is answered, references hold, and a schema is not trusted', () => {
    withConnection((connection) => {
      const settings = ['journal_mode', 'synchronous', 'foreign_keys', 'busy_timeout', 'trusted_schema'].map(
        (name) => connection.pragma(name),
      );
      expect(settings).to.deep.equal(['wal', 2, 1, 5000, 0]);
      expect(connection.pragma('journal_size_limit')).to.equal(64 * 1024 * 1024);
    });
  });

  it('what throws within a transaction takes all of it back', () => {
    withConnection((connection) => {
      connection.exec('CREATE TABLE t (n INTEGER) STRICT');
      const add = connection.prepare<{ n: number }>('INSERT INTO t VALUES (@n)');
      const work = (): void => {
        add.run({ n: 1 });
        throw new Error('changed my mind');
      };
      expect(() => connection.transaction(work)).to.throw('changed my mind');
      expect(
        connection.prepare<Record<string, never>, { n: number }>('SELECT n FROM t').all({}),
      ).to.deep.equal([]);
    });
  });
});
