import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { DumpReader } from '../../src/adapters/docker/dumps/dump-reader.ts';
import type { DumpDigest } from '../../src/core/model/backup.ts';
import { eventually } from '../conformance/container-engine.suite.ts';
import { asBefore } from '../support/dump-as-before.ts';
import { byAnotherRelease } from '../support/by-another-release.ts';
import { childProgram } from '../support/child-program.ts';
import { refused } from '../support/refused.ts';
import { TestDatabases } from '../support/test-database.ts';
import { openEngine, type TestEngine } from '../support/test-engine.ts';

const nothing = () => undefined;

/** Every type of column, and whatever else a database of a lab may hold. */
const everything = `
CREATE TABLE numbers (a TINYINT PRIMARY KEY, b SMALLINT UNSIGNED, c MEDIUMINT, d INT ZEROFILL, e BIGINT UNSIGNED,
  f DECIMAL(65,30), g DOUBLE, h BOOLEAN, i BIT(13)) ENGINE=InnoDB;
INSERT INTO numbers VALUES (-1, 65535, -8388608, 7, 18446744073709551615, 0.000000000000000000000000000001, 1e-300, TRUE, b'1010000000001'),
  (2, NULL, NULL, NULL, NULL, -12345678901234567890123456789012345.5, -0.1, FALSE, NULL);
CREATE TABLE times (n INT AUTO_INCREMENT PRIMARY KEY, a DATE, b DATETIME(6), c TIMESTAMP(6) NULL, d TIME(6), e YEAR);
INSERT INTO times VALUES (NULL, '0001-01-01', '9999-12-31 23:59:59.999999', '2038-01-19 03:14:07', '-838:59:59', 2155),
  (100, NULL, NULL, NULL, NULL, NULL);
CREATE TABLE \`größe ж \`\`x\` (\`spalte ä\` VARCHAR(200) PRIMARY KEY, t LONGTEXT, e ENUM('a','ü;\\n'), s SET('x','y''z'), j JSON, u UUID, i6 INET6);
INSERT INTO \`größe ж \`\`x\` VALUES ('𝛑', CONCAT('line\\nfeed\\r\\t;"''\\\\', CHAR(0), CHAR(26)), 'ü;\\n', 'x,y''z', '{"a": [1, "\\\\n"]}', UUID(), '::1'),
  ('', REPEAT('ä', 100000), NULL, '', NULL, NULL, NULL);
CREATE TABLE blobs (n INT PRIMARY KEY, a LONGBLOB, b VARBINARY(10), c BINARY(4), g GEOMETRY);
INSERT INTO blobs VALUES (1, REPEAT(UNHEX('00FF0A27'), 6000000), '', UNHEX('0A'), ST_GeomFromText('POINT(1 2)')), (2, NULL, NULL, NULL, NULL);
CREATE TABLE empty (n INT PRIMARY KEY);
CREATE TABLE keyless (n INT, t TEXT);
INSERT INTO keyless VALUES (3, 'c'), (1, 'a'), (2, 'b'), (1, 'a');
CREATE TABLE made (n INT PRIMARY KEY, twice INT AS (n * 2) STORED, virtual_one INT AS (n + 1) VIRTUAL, hidden INT INVISIBLE DEFAULT 5);
INSERT INTO made (n) VALUES (1), (2);
CREATE TABLE parent (n INT PRIMARY KEY); CREATE TABLE child (n INT PRIMARY KEY, p INT, FOREIGN KEY (p) REFERENCES parent (n));
INSERT INTO parent VALUES (1); INSERT INTO child VALUES (1, 1);
CREATE TABLE parted (n INT PRIMARY KEY) PARTITION BY HASH (n) PARTITIONS 3;
INSERT INTO parted SELECT seq FROM seq_1_to_1000;
CREATE TABLE aria (n INT) ENGINE=Aria; INSERT INTO aria VALUES (2), (1);
CREATE SEQUENCE counter START 5; SELECT NEXTVAL(counter);
CREATE VIEW a_view AS SELECT n, t FROM keyless WHERE t <> 'INSERT INTO \`x\` VALUES';
CREATE TABLE kept (n INT PRIMARY KEY, t TEXT) WITH SYSTEM VERSIONING;
INSERT INTO kept VALUES (1, 'first'), (2, 'gone'); UPDATE kept SET t = 'second' WHERE n = 1; DELETE FROM kept WHERE n = 2;
CREATE TABLE log (n INT AUTO_INCREMENT PRIMARY KEY, what TEXT);
CREATE TRIGGER noted AFTER INSERT ON parent FOR EACH ROW INSERT INTO log (what) VALUES (CONCAT('parent ', NEW.n));
CREATE DEFINER=labstead@'%' FUNCTION doubled(n INT) RETURNS INT DETERMINISTIC RETURN n * 2;
CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY DO DELETE FROM log WHERE n < 0;
CREATE DATABASE \`another one\`; CREATE TABLE \`another one\`.t (n INT PRIMARY KEY); INSERT INTO \`another one\`.t VALUES (1);
`;
const procedure = `CREATE PROCEDURE fill() BEGIN
  -- Dumping data for table \`none\`
  INSERT INTO parent VALUES
    (10);
END`;

describe('integration: dumps of a real database', function () {
  this.timeout(600_000);
  let engine: TestEngine;
  let databases: TestDatabases;
  let one = '';
  let other = '';
  const file = (name: string) => join(databases.home, `${name}.sql`);

  before(async () => {
    engine = await openEngine('host');
    databases = await TestDatabases.open(engine);
    [one, other] = [await databases.start('one'), await databases.start('other')];
  });
  after(async () => {
    await engine?.close();
    await databases?.close();
  });

  const emptied = async (container: string) => {
    const names = await databases.sql(container, 'SHOW DATABASES');
    const own = ['information_schema', 'mysql', 'performance_schema', 'sys'];
    for (const name of names.split('\n').filter((it) => !own.includes(it)))
      await databases.sql(container, `DROP DATABASE \`${name}\`; CREATE DATABASE IF NOT EXISTS labstead`);
  };
  const rowsOf = ({ tables }: DumpDigest) => Object.fromEntries(tables.map(({ name, rows }) => [name, rows]));
  const manyRows = (table: string, rows: number) =>
    databases.sql(
      one,
      `CREATE TABLE ${table} (n INT PRIMARY KEY, t CHAR(200)); INSERT INTO ${table} SELECT seq, REPEAT('x', 200) FROM seq_1_to_${rows}`,
    );
  /** More than is said before the tables: their moment is taken by then. */
  const amidTables = 64 * 1024;
  /** While it is written out: what was done amid its tables is awaited as well. */
  const meanwhile = async (work: () => Promise<unknown>, name = 'meanwhile') => {
    let done: Promise<unknown> | undefined;
    try {
      return await databases.dumps.dump(one, file(name), (bytes) => {
        if (bytes > amidTables) done ??= work();
      });
    } finally {
      await done;
    }
  };

  it('what is loaded from a dump is written out the same again, whatever a database holds', async () => {
    await databases.sql(one, everything);
    await databases.sql(one, `DELIMITER ;;\n${procedure};;`);
    const before = await databases.dumps.estimate(one);
    expect(before.notTransactional).to.deep.equal(['labstead.aria']);
    const written = await databases.dumps.dump(one, file('everything'), nothing);
    expect(written.serverVersion).to.match(/^10\.11\.\d+-MariaDB/);
    expect(before.bytes).to.be.within(written.bytes / 2, written.bytes * 3);
    expect(rowsOf(written)).to.include({
      'labstead.numbers': 2,
      'labstead.größe ж `x': 2,
      'labstead.blobs': 2,
      'labstead.empty': 0,
      'labstead.keyless': 4,
      'labstead.parted': 1000,
      'another one.t': 1,
    });
    let told = 0;
    await databases.dumps.load(other, file('everything'), (bytes) => (told = bytes));
    expect(told).to.equal(written.bytes);
    const { serverVersion: _, ...digest } = written;
    expect(await databases.dumps.digest(other, nothing)).to.deep.equal(digest);
    const reader = new DumpReader();
    reader.add(Buffer.from(byAnotherRelease(await readFile(file('everything'), 'utf8'))));
    const { sha256, tables } = reader.end();
    expect({ sha256, tables }).to.deep.equal({ sha256: written.sha256, tables: written.tables });
    expect(await databases.sql(other, 'SELECT doubled(4), COUNT(*) FROM a_view')).to.equal('8\t4');
    await databases.sql(other, 'CALL fill()');
    expect(await databases.sql(other, 'SELECT what FROM log')).to.equal('parent 10');
    expect(await databases.sql(other, 'SELECT event_name FROM information_schema.events')).to.equal(
      'nightly',
    );
    const history = 'SELECT n, t, row_start, row_end FROM kept FOR SYSTEM_TIME ALL ORDER BY n, row_end';
    expect(await databases.sql(other, history)).to.equal(await databases.sql(one, history));
    expect((await databases.sql(other, history)).split('\n')).to.have.length(3);
    expect((await readdir(databases.home)).filter((name) => name.endsWith('.partial'))).to.deep.equal([]);
  });

  it('where former rows can’t be written out, what is there now is, and which tables that concerns is told', async () => {
    await emptied(one);
    await databases.sql(
      one,
      `CREATE TABLE by_time (n INT PRIMARY KEY) WITH SYSTEM VERSIONING;
CREATE TABLE precise (n INT PRIMARY KEY, s BIGINT UNSIGNED GENERATED ALWAYS AS ROW START, e BIGINT UNSIGNED GENERATED ALWAYS AS ROW END,
  PERIOD FOR SYSTEM_TIME (s, e)) WITH SYSTEM VERSIONING ENGINE=InnoDB;
INSERT INTO by_time VALUES (1), (2); INSERT INTO precise (n) VALUES (1), (2); DELETE FROM by_time WHERE n = 1; DELETE FROM precise WHERE n = 1;`,
    );
    const { withoutHistory } = await databases.dumps.estimate(one);
    expect(withoutHistory).to.deep.equal(['labstead.by_time', 'labstead.precise']);
    const written = await databases.dumps.dump(one, file('precise'), nothing);
    expect(rowsOf(written)).to.deep.equal({ 'labstead.by_time': 1, 'labstead.precise': 1 });
  });

  /** These databases, loaded elsewhere, come to the same there; answers their dump. */
  const comesBack = async (statements: string): Promise<string> => {
    await emptied(one);
    await databases.sql(one, statements);
    return comesBackAgain();
  };
  const comesBackAgain = async (edited = (text: string) => text): Promise<string> => {
    const written = await databases.dumps.dump(one, file('again'), nothing);
    const text = edited(await readFile(file('again'), 'utf8'));
    await writeFile(file('again'), text);
    await emptied(other);
    await databases.dumps.load(other, file('again'), nothing);
    const { sha256, tables } = await databases.dumps.digest(other, nothing);
    expect({ sha256, tables }).to.deep.equal({ sha256: written.sha256, tables: written.tables });
    return text;
  };

  it('a database whose collation, character set or comment was changed comes back so, and its account may do there what it might', async () => {
    const grants = "SHOW GRANTS FOR labstead@'%'";
    await comesBack("ALTER DATABASE labstead CHARACTER SET latin1 COLLATE latin1_bin COMMENT 'it''s; one'");
    const schema =
      "SELECT default_collation_name, schema_comment FROM information_schema.schemata WHERE schema_name = 'labstead'";
    expect(await databases.sql(other, schema)).to.equal("latin1_bin\tit's; one");
    expect(await databases.sql(other, grants)).to.equal(await databases.sql(one, grants));
    await databases.sql(
      one,
      'ALTER DATABASE labstead CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci COMMENT ""',
    );
  });

  it('a column that takes its default from a sequence comes back with its rows', async () => {
    await comesBack(
      'CREATE SEQUENCE s; CREATE TABLE drawn (n INT PRIMARY KEY DEFAULT NEXTVAL(s), t TEXT); INSERT INTO drawn (t) VALUES ("a"), ("b")',
    );
  });

  it('an event whose time has passed by then comes back', async () => {
    await comesBack(
      `CREATE EVENT once ON SCHEDULE AT NOW() + INTERVAL 1 SECOND DO DO 0; CREATE EVENT ending ON SCHEDULE EVERY 1 SECOND
         ENDS NOW() + INTERVAL 1 SECOND DO DO 0; CREATE EVENT later ON SCHEDULE AT NOW() + INTERVAL 1 YEAR DO DO 0; DO SLEEP(2);`,
    );
    const events = 'SELECT event_name FROM information_schema.events ORDER BY event_name';
    expect(await databases.sql(other, events)).to.equal('ending\nlater\nonce');
  });

  it('a table and rows that break a rule which was made later come back', async () => {
    await comesBack(
      `SET innodb_strict_mode = 0, check_constraint_checks = 0; CREATE TABLE loose (n INT) ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=64;
       CREATE TABLE kept_anyway (n INT); INSERT INTO kept_anyway VALUES (-1); ALTER TABLE kept_anyway ADD CONSTRAINT above CHECK (n > 0)`,
    );
  });

  /** With names that break out of careless SQL. */
  const people = ["vera@'%'", "'o`dd''n\\\\; \n--x'@'10.0.%'"] as const;
  const [vera, odd] = people;
  const definedByPeople = `
CREATE TABLE t (n INT PRIMARY KEY, m INT); INSERT INTO t VALUES (1, 2);
CREATE USER ${vera} IDENTIFIED BY 'secret of vera'; GRANT SELECT (n) ON t TO ${vera};
CREATE USER ${odd} IDENTIFIED BY 'secret of odd'; GRANT ALL ON labstead.* TO ${odd} WITH GRANT OPTION; GRANT PROCESS ON *.* TO ${odd};
CREATE ROLE readers; GRANT SELECT ON labstead.* TO readers; GRANT readers TO ${vera}; SET DEFAULT ROLE readers FOR ${vera};
CREATE DEFINER=${vera} FUNCTION five() RETURNS INT DETERMINISTIC RETURN 5; GRANT EXECUTE ON FUNCTION five TO ${vera};
CREATE DEFINER=${vera} VIEW v1 AS SELECT n FROM t; GRANT SELECT ON v1 TO ${vera};
CREATE DEFINER=${vera} VIEW v2 AS SELECT n, five() AS five FROM v1;
CREATE DEFINER=${odd} VIEW v3 AS SELECT v1.n, t.m FROM v1 JOIN t;
CREATE DEFINER=${odd} TRIGGER told BEFORE DELETE ON t FOR EACH ROW SET @told = 1;`;
  const withoutPeople = async (container: string) =>
    databases.sql(container, `DROP USER IF EXISTS ${people.join(', ')}; DROP ROLE IF EXISTS readers`);
  const hashes = async (container: string) =>
    (
      await databases.sql(
        container,
        "SELECT JSON_VALUE(Priv, '$.authentication_string') FROM mysql.global_priv WHERE User IN ('vera', 'labstead') OR Host = '10.0.%' ORDER BY User",
      )
    ).split('\n');
  /** What they may, but for how they get in. */
  const mayDo = async (container: string) =>
    (
      await Promise.all(
        [...people, 'readers', "labstead@'%'"].map((who) =>
          databases.sql(container, `SHOW GRANTS FOR ${who}`),
        ),
      )
    )
      .join('\n')
      .split('\n')
      .map((line) => line.replace(/ IDENTIFIED BY PASSWORD '[^']*'/, ''))
      .toSorted();

  it('what accounts of people defined comes back, with these accounts and all they may do, and the dump holds no password of theirs', async () => {
    try {
      const text = await comesBack(definedByPeople);
      expect((await databases.dumps.estimate(one)).accounts).to.equal(2);
      expect(await mayDo(other)).to.deep.equal(await mayDo(one));
      expect(await databases.sql(other, 'SELECT n, five FROM v2')).to.equal('1\t5');
      const [ofLab = '', ...ofPeople] = await hashes(one);
      expect(ofPeople).to.have.length(2);
      for (const hash of [ofLab, ...ofPeople]) {
        expect(hash).to.match(/^\*[0-9A-F]{40}$/);
        expect(text).to.not.contain(hash);
      }
    } finally {
      await withoutPeople(one);
    }
  });

  it('such an account lets nobody in before it was given a password, and the lab’s own are as they were', async () => {
    try {
      expect(await hashes(other)).to.deep.equal([(await hashes(one))[0], 'invalid', 'invalid']);
      const enter = (password: string) =>
        databases.engine.exec(
          other,
          [
            'mariadb',
            '--protocol=tcp',
            '--host=127.0.0.1',
            '--user=vera',
            `--password=${password}`,
            '--execute',
            'DO 0',
          ],
          20,
        );
      expect((await enter('secret of vera')).stderr).to.match(/ERROR (1045|4151)/);
      await databases.sql(other, `ALTER USER ${vera} ACCOUNT UNLOCK`);
      for (const password of ['secret of vera', '', 'invalid'])
        expect((await enter(password)).stderr, password).to.contain('ERROR 1045');
      await databases.sql(other, `ALTER USER ${vera} IDENTIFIED BY 'another'`);
      expect((await enter('another')).exitCode).to.equal(0);
    } finally {
      await withoutPeople(other);
    }
  });

  it('a view on a view whose definer is gone comes back, and nobody is made for it', async () => {
    const who = 'SELECT User, Host FROM mysql.global_priv ORDER BY User, Host';
    await comesBack(
      `CREATE TABLE t (n INT PRIMARY KEY); CREATE USER gone@'%'; GRANT ALL ON labstead.* TO gone@'%';
       CREATE DEFINER=gone@'%' VIEW v1 AS SELECT n FROM t; CREATE VIEW v2 AS SELECT n FROM v1; DROP USER gone@'%'`,
    );
    expect(await databases.sql(other, who)).to.equal(await databases.sql(one, who));
  });

  it('accounts of people, and what they may do, are none of what a database comes to', async () => {
    const comesTo = async () => (await databases.dumps.digest(one, nothing)).sha256;
    await emptied(one);
    await databases.sql(one, 'CREATE TABLE granted (n INT)');
    try {
      const without = await comesTo();
      await databases.sql(
        one,
        'CREATE USER ada; GRANT SELECT ON labstead.* TO ada; GRANT INSERT (n), SELECT (n) ON labstead.granted TO ada',
      );
      expect(await comesTo()).to.equal(without);
    } finally {
      await databases.sql(one, 'DROP TABLE granted; DROP USER IF EXISTS ada');
    }
  });

  it('a dump of before, which locks its tables and speaks of no accounts, is loaded and comes to the same', async () => {
    await emptied(one);
    await databases.sql(one, everything);
    expect(await comesBackAgain(asBefore))
      .to.contain('LOCK TABLES')
      .and.not.contain('timestamp =');
  });

  it('a database that holds tables is not loaded into, and a dump that breaks off is not begun', async () => {
    await refused('backup.load_failed', () => databases.dumps.load(other, file('everything'), nothing));
    await emptied(other);
    await truncate(file('everything'), (await readFile(file('everything'))).length - 20);
    await refused('backup.load_failed', () => databases.dumps.load(other, file('everything'), nothing));
    expect(await databases.sql(other, 'SHOW TABLES')).to.equal('');
  });

  it('what is written out under load is one moment of it, twenty times out of twenty', async () => {
    await emptied(one);
    await databases.sql(
      one,
      `CREATE TABLE accounts (n INT PRIMARY KEY, v BIGINT) ENGINE=InnoDB; INSERT INTO accounts SELECT seq, 100 FROM seq_1_to_2000;
       CREATE TABLE later (n INT PRIMARY KEY, v BIGINT) ENGINE=InnoDB; INSERT INTO later SELECT seq, 100 FROM seq_1_to_2000`,
    );
    await databases.sql(
      one,
      `DELIMITER ;;\nCREATE PROCEDURE transfer(seconds INT) BEGIN DECLARE until_then DATETIME DEFAULT SYSDATE() + INTERVAL seconds SECOND; DECLARE giver, taker INT;
       WHILE SYSDATE() < until_then DO SET giver = 1 + FLOOR(RAND() * 2000), taker = 1 + FLOOR(RAND() * 2000); START TRANSACTION;
         UPDATE accounts SET v = v - 1 WHERE n = giver; UPDATE later SET v = v + 1 WHERE n = taker;
       COMMIT; END WHILE; END;;`,
    );
    for (let time = 0; time < 20; time += 1) {
      const load = databases.sql(one, 'CALL transfer(3)');
      await databases.dumps.dump(one, file('load'), nothing);
      await load;
      await emptied(other);
      await databases.dumps.load(other, file('load'), nothing);
      const sum = 'SELECT (SELECT SUM(v) FROM accounts) + (SELECT SUM(v) FROM later)';
      expect(await databases.sql(other, sum), `time ${time}`).to.equal('400000');
    }
  });

  it('a table that is altered meanwhile is told, and leaves no file', async () => {
    await emptied(one);
    await manyRows('a_first', 300_000);
    await databases.sql(one, 'CREATE TABLE z_last (n INT PRIMARY KEY); INSERT INTO z_last VALUES (1)');
    await refused('backup.schema_changed', () =>
      meanwhile(() => databases.sql(one, 'ALTER TABLE z_last ADD COLUMN more INT DEFAULT 5, ALGORITHM=COPY')),
    );
    expect(existsSync(file('meanwhile'))).to.equal(false);
    await databases.dumps.dump(one, file('meanwhile'), nothing);
  });

  it('told to give up, nothing of it goes on in the container', async () => {
    const gone = new AbortController();
    await refused('job.cancelled', () =>
      databases.dumps.dump(
        one,
        file('cancelled'),
        (bytes) => bytes > amidTables && gone.abort(),
        gone.signal,
      ),
    );
    await eventually(async () => expect(await databases.running(one, 'mariadb-dump')).to.equal(0));
    expect(existsSync(file('cancelled'))).to.equal(false);
  });

  it('nor does it when the manager is killed', async () => {
    const program = childProgram(join(import.meta.dirname, 'database-dumps.child.ts'));
    try {
      const { labId, home, socketPath } = databases;
      const child = program.start([socketPath, labId, home, one, file('killed')]);
      await child.line('begun');
      child.kill();
      await child.ended;
      await eventually(async () => expect(await databases.running(one, 'mariadb-dump')).to.equal(0));
      expect(existsSync(file('killed'))).to.equal(false);
    } finally {
      program.remove();
    }
  });

  it('a full disk ends it with that reason, and nothing of it stays there', async () => {
    const small = join(databases.home, 'small');
    await mkdir(small);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'labstead-test', small]);
    try {
      await refused('disk.low', () => databases.dumps.dump(one, join(small, 'one.sql'), nothing));
      expect(await readdir(small)).to.deep.equal([]);
    } finally {
      execFileSync('umount', [small]);
      await rm(small, { recursive: true });
    }
    expect(await databases.sql(one, 'SELECT 1')).to.equal('1');
  });

  it('a server that is killed in the middle of a load is told', async () => {
    await emptied(other);
    const loading = databases.dumps.load(other, file('meanwhile'), (bytes) => {
      if (bytes > 8 * 1024 * 1024) void databases.kill(other).catch(nothing);
    });
    await refused('backup.load_cut', () => loading);
  });

  it('a server that is killed in the middle leaves no dump', async () => {
    await refused('backup.dump_failed', () => meanwhile(() => databases.kill(one), 'dead'));
    expect(existsSync(file('dead'))).to.equal(false);
    await refused('container.not_running', () => databases.dumps.dump(one, file('dead'), nothing));
  });
});
