import { expect } from 'chai';
import { tablesGone, writtenOf } from '../../../../src/core/backup/tables-gone.ts';

describe('core/backup/tables-gone', () => {
  const digest = (rows: Readonly<Record<string, number>>) => ({
    tables: Object.entries(rows).map(([name, count]) => ({ name, rows: count, sha256: '' })),
  });
  const gone = (then: Readonly<Record<string, number>>, now: Readonly<Record<string, number>>) =>
    tablesGone('prod-db', writtenOf(digest(then), Date.UTC(2026, 10, 22)), digest(now));

  it('a database that has none of the tables that held rows is told, with when it had them and what to do', () => {
    const told = gone({ 'lab.note': 2, 'lab.user': 1, 'lab.log': 0 }, { 'lab.log': 3 });
    expect(told).to.match(
      /^The database prod-db held rows in 2 tables when it was written out on 2026-11-22, and no such table is there now\. .*--disks-are-right\.$/,
    );
    expect(gone({ 'lab.note': 2 }, {})).to.contain('held rows in 1 table when');
  });

  it('tables that are there and empty are somebody’s doing, and so is one of several that is gone', () => {
    expect(gone({ 'lab.note': 2 }, { 'lab.note': 0 })).to.equal(undefined);
    expect(gone({ 'lab.note': 2, 'lab.user': 1 }, { 'lab.user': 1 })).to.equal(undefined);
  });

  it('one that held nothing, or was never written out, has nothing to lose', () => {
    expect(gone({ 'lab.note': 0 }, {})).to.equal(undefined);
    expect(tablesGone('prod-db', undefined, digest({}))).to.equal(undefined);
  });
});
