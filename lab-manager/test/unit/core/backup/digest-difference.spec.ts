import { expect } from 'chai';
import { digestDifference } from '../../../../src/core/backup/digest-difference.ts';
import type { DumpDigest, TableDigest } from '../../../../src/core/model/backup.ts';

const note: TableDigest = { name: 'lab.note', rows: 2, sha256: 'aa' };
const user: TableDigest = { name: 'lab.user', rows: 1, sha256: 'bb' };
const digest = (tables: TableDigest[], sha256 = 'cc'): DumpDigest => ({ bytes: 9, sha256, tables });
const said = digest([note, user]);
const difference = (found: DumpDigest) => digestDifference(said, found)?.words;

describe('core/backup/digest-difference', () => {
  it('a database that was loaded as it was written out differs in nothing, whatever the order of its tables', () => {
    expect(difference(digest([user, note]))).to.equal(undefined);
  });

  it('a row, a value, a table and what is beside tables are each told apart', () => {
    const one = (changes: Partial<TableDigest>) => difference(digest([{ ...note, ...changes }, user]));
    expect(one({ rows: 1 })).to.equal('lab.note has 1 row instead of 2');
    expect(one({ sha256: 'ff' })).to.equal('rows of lab.note are others');
    expect(difference(digest([user]))).to.equal('the table lab.note is not there');
    expect(difference(digest([note, user, { ...note, name: 'lab.more' }]))).to.contain('lab.more');
    expect(difference(digest([note, user], 'dd'))).to.contain('beside the tables’ rows');
  });

  it('is of rows wherever any table is another, whatever else is, and beside them only where all tables are the same', () => {
    const ofRows = (found: DumpDigest) => digestDifference(said, found)?.ofRows;
    expect(ofRows(digest([{ ...note, sha256: 'ff' }, user], 'dd'))).to.equal(true);
    expect(ofRows(digest([note], 'dd'))).to.equal(true);
    expect(ofRows(digest([note, user], 'dd'))).to.equal(false);
  });
});
