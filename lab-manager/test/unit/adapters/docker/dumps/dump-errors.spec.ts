import { expect } from 'chai';
import { dumpFailed, lastWords, loadEnded } from '../../../../../src/adapters/docker/dumps/dump-errors.ts';
import { readEstimate } from '../../../../../src/adapters/docker/dumps/estimate.ts';

const codeOf = (stderr: string): string => dumpFailed('lab-prod-db', 2, stderr).code;

describe('adapters/docker/dumps/dump-errors', () => {
  it('a table that was altered or went meanwhile is no fault of the database', () => {
    for (const stderr of [
      'mariadb-dump: Error 1412: Table definition has changed, please retry transaction when dumping table `t` at row: 0',
      "mariadb-dump: Couldn't execute 'show create table `t`': Table 'labstead.t' doesn't exist (1146)",
      "mariadb-dump: Got error: 1146: \"Table 'labstead.t' doesn't exist\" when using LOCK TABLES",
    ])
      expect(codeOf(stderr), stderr).to.equal('backup.schema_changed');
  });

  it('whatever else the client says is a dump that failed', () => {
    for (const stderr of [
      'mariadb-dump: Error 2013: Lost connection to server during query when dumping table `t` at row: 1412',
      'ERROR 2002 (HY000): Can’t connect to local server through socket',
      '',
    ])
      expect(codeOf(stderr), stderr).to.equal('backup.dump_failed');
  });

  it('a load that a full disk or the end of the server cut off says nothing of the dump', () => {
    for (const [code, exitCode, stderr] of [
      ['disk.low', 1, 'ERROR 1114 (HY000) at line 7: The table `t` is full'],
      [
        'disk.low',
        1,
        'ERROR 3 (HY000) at line 7: Error writing file (Errcode: 28 "No space left on device")',
      ],
      ['backup.load_cut', 1, 'ERROR 2013 (HY000) at line 7: Lost connection to server during query'],
      ['backup.load_cut', 137, ''],
      ['backup.load_failed', 1, 'ERROR 1100 (HY000) at line 2013: Table `s` was not locked with LOCK TABLES'],
      ['backup.load_failed', 1, 'ERROR 1062 (23000) at line 7: Duplicate entry 2013 for key 1114'],
    ] as const)
      expect(loadEnded('lab-prod-db', exitCode, stderr).code, stderr).to.equal(code);
  });

  it('says what the client said last, cut, or how it ended', () => {
    expect(dumpFailed('lab-prod-db', 3, 'one\ntwo\n\n').message).to.equal(
      'Could not write out the database lab-prod-db: two.',
    );
    expect(dumpFailed('lab-prod-db', 137, '').message).to.match(/it ended with 137\.$/);
    expect(lastWords('x'.repeat(1000))).to.have.length(301);
  });
});

describe('adapters/docker/dumps/estimate', () => {
  it('tells the bytes, the server’s version and the tables that are not transactional', () => {
    expect(readEstimate('{"version": "11.4.2-MariaDB", "bytes": 1}\n').serverVersion).to.equal(
      '11.4.2-MariaDB',
    );
    expect(readEstimate('{"bytes": 1200}\n{"table": "labstead.größe"}\n')).to.deep.equal({
      bytes: 1200,
      notTransactional: ['labstead.größe'],
      withoutHistory: [],
      accounts: 0,
      serverVersion: undefined,
    });
    expect(readEstimate('{"bytes": 0}\n').notTransactional).to.deep.equal([]);
  });

  it('tells how many accounts people made', () => {
    expect(readEstimate('{"bytes": 1, "accounts": 3}\n').accounts).to.equal(3);
  });

  it('what is no such answer is refused', () => {
    for (const text of ['', '{}', 'ERROR', '{"bytes": "12"}', '{"bytes": 1}\n{"name": 1}'])
      expect(() => readEstimate(text), text).to.throw('did not say how much');
  });
});
