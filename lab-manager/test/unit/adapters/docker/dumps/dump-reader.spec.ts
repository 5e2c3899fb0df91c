import { createHash } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { DumpReader } from '../../../../../src/adapters/docker/dumps/dump-reader.ts';
import { byAnotherRelease } from '../../../../support/by-another-release.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const header =
  '-- MariaDB dump 10.19\n--\n-- Server version\t10.11.14-MariaDB-0+deb12u2\n\n' +
  '/*!40111 SET @OLD_SQL_NOTES=@@SQL_NOTES, SQL_NOTES=0 */;\n\n';
const lines = (...values: string[]): string => `${values.map((value) => `(${value})`).join(',\n')};\n`;
const rows = (table: string, ...values: string[]): string =>
  `INSERT INTO \`${table}\` VALUES\n${lines(...values)}`;
const dataOf = (table: string): string => `--\n-- Dumping data for table \`${table}\`\n--\n\n`;
const database = (name: string): string => `--\n-- Current Database: \`${name}\`\n--\n\nUSE \`${name}\`;\n`;
const end = '-- Dump completed\n';

const whole =
  header +
  database('labstead') +
  `/*!40101 SET character_set_client = utf8 */;\nCREATE TABLE \`a\` (\n  \`n\` int\n);\n${dataOf('a')}LOCK TABLES \`a\` WRITE;\n` +
  rows('a', `1,'x;'`, `2,'INSERT INTO \\n(3)'`) +
  rows('a', `3,'größe'`) +
  `UNLOCK TABLES;\n${dataOf('empty')}` +
  database('od`d name'.replace('`', '``')) +
  dataOf('t``t') +
  rows('t``t', '0x00FF') +
  '/*!50001 DROP VIEW IF EXISTS `v`*/;\n/*!50001 CREATE VIEW `v` AS select 1 AS `x` */;\n' +
  'CREATE SEQUENCE `s` start with 1;\nDO SETVAL(`s`, 5, 0);\n' +
  "/*!50003 SET sql_mode              = 'STRICT_TRANS_TABLES' */ ;\n" +
  'DELIMITER ;;\nCREATE PROCEDURE p() BEGIN\n-- Dumping data for table `none`\nINSERT INTO `none` VALUES\n(1);\nEND ;;\nDELIMITER ;\n' +
  end;

function read(text: string, sizes: readonly number[] = [text.length * 4]) {
  const reader = new DumpReader();
  const bytes = Buffer.from(text);
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    reader.add(bytes.subarray(at, at + size));
    at += size;
  }
  return reader.end();
}

describe('adapters/docker/dumps/dump-reader', () => {
  it('tells the tables in their order, empty ones too, with their rows', () => {
    expect(read(whole).tables.map(({ name, rows: count }) => [name, count])).to.deep.equal([
      ['labstead.a', 3],
      ['labstead.empty', 0],
      ['od`d name.t`t', 1],
    ]);
  });

  it('the digest of a table is that of its rows as they are written, and of nothing around them', () => {
    const { tables } = read(whole);
    expect(tables.map(({ sha256: digest }) => digest)).to.deep.equal([
      sha256(lines(`1,'x;'`, `2,'INSERT INTO \\n(3)'`) + lines(`3,'größe'`)),
      sha256(''),
      sha256(lines('0x00FF')),
    ]);
    expect(read(whole.replace('int', 'bigint')).tables).to.deep.equal(tables);
    expect(read(whole.replace('größe', 'grosse')).tables[0]).not.to.deep.equal(tables[0]);
  });

  it('tells its size, its end, and the server that wrote it', () => {
    expect(read(whole)).to.deep.include({
      bytes: Buffer.byteLength(whole),
      serverVersion: '10.11.14-MariaDB-0+deb12u2',
      complete: true,
    });
  });

  it('another point release, or one for other machines, comes to the same', () => {
    const { sha256: around, tables, serverVersion } = read(byAnotherRelease(whole));
    expect(serverVersion).to.equal('10.11.16-MariaDB-ubu2404');
    expect({ around, tables }).to.deep.equal({ around: read(whole).sha256, tables: read(whole).tables });
  });

  it('accounts that people made, and how a session is to be, are none of what a database comes to', () => {
    const before =
      "SET NAMES utf8mb4, sql_mode = 'STRICT_TRANS_TABLES', timestamp = 1795435978;\n" +
      "CREATE USER IF NOT EXISTS 'o`dd\\'n'@'10.%' IDENTIFIED VIA mysql_native_password USING 'invalid' ACCOUNT LOCK;\n" +
      "CREATE ROLE IF NOT EXISTS 'reader';\nGRANT USAGE ON *.* TO PUBLIC;\nUSE mysql;\n" +
      "UPDATE global_priv SET Priv = JSON_SET(Priv, '$.default_role', 'reader') WHERE User = 'eve' AND Host = '%';\n" +
      "INSERT  IGNORE INTO `tables_priv` (`Host`, `User`) VALUES ('%','eve');\nFLUSH PRIVILEGES;\n";
    const { sha256: around, tables } = read(`${before}${whole}`);
    expect({ around, tables }).to.deep.equal({ around: read(whole).sha256, tables: read(whole).tables });
  });

  it('what a trigger or a routine writes by itself counts, though it reads like such a line', () => {
    const writes = (table: string) => `${whole}INSERT IGNORE INTO ${table} VALUES (1);\n`;
    for (const table of ['note', '`note`', '`db_of_ours`']) {
      expect(read(writes(table)).sha256, table).not.to.equal(read(whole).sha256);
    }
  });

  it('a dump of before, which locks its tables, comes to the same as one that does not', () => {
    const { sha256: around, tables } = read(whole.replaceAll(/^(UN)?LOCK TABLES.*;\n/gm, ''));
    expect({ around, tables }).to.deep.equal({ around: read(whole).sha256, tables: read(whole).tables });
  });

  for (const [what, from, to] of [
    ['a column of another type', '`n` int', '`n` bigint'],
    ['another routine', 'PROCEDURE p()', 'PROCEDURE q()'],
    ['a comment in a routine', '-- Dumping data for table `none`', '-- nothing'],
    ['an empty line in a routine', 'BEGIN\n', 'BEGIN\n\n'],
    ['other rules that a trigger was made under', 'STRICT_TRANS_TABLES', 'ANSI_QUOTES'],
    ['rows of accounts in a routine', 'INSERT INTO `none`', 'INSERT IGNORE INTO `none`'],
    ['another database', 'USE `labstead`', 'USE `other`'],
    ['a sequence that counted on', 'SETVAL(`s`, 5, 0)', 'SETVAL(`s`, 6, 0)'],
  ] as const)
    it(`${what} is another digest`, () => {
      expect(whole).to.contain(from);
      expect(read(whole.replace(from, to)).sha256).to.not.equal(read(whole).sha256);
    });

  it('finds the same however it comes in pieces', () => {
    const expected = read(whole);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }), (sizes) => {
        expect(read(whole, sizes)).to.deep.equal(expected);
      }),
    );
  });

  it('what lacks its last line is not complete, wherever it breaks off', () => {
    for (let length = 0; length < whole.length; length += 7)
      expect(read(whole.slice(0, length)).complete, `${length}`).to.equal(false);
    expect(read(whole.slice(0, -1)).complete).to.equal(false);
    expect(read(`${whole}SELECT 1;\n`).complete).to.equal(false);
    expect(read(`${whole}\n`).complete).to.equal(true);
  });
});
