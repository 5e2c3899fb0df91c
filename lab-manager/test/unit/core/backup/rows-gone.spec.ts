import { expect } from 'chai';
import { rowsGone, writtenOf } from '../../../../src/core/backup/rows-gone.ts';

describe('core/backup/rows-gone', () => {
  const digest = (rows: Readonly<Record<string, number>>) => ({
    tables: Object.entries(rows).map(([name, count]) => ({ name, rows: count, sha256: '' })),
  });
  const gone = (then: Readonly<Record<string, number>>, now: Readonly<Record<string, number>>) =>
    rowsGone('prod-db', writtenOf(digest(then), Date.UTC(2026, 10, 22)), digest(now));

  it('a database that held rows and holds none is told, with when it had them and what to do', () => {
    const told = gone({ 'lab.note': 2, 'lab.user': 1, 'lab.log': 0 }, { 'lab.note': 0, 'lab.user': 0 });
    expect(told).to.match(
      /^The database prod-db held rows in 2 tables when it was written out on 2026-11-22, and holds none at all now\. .*--disks-are-right\.$/,
    );
    expect(gone({ 'lab.note': 2 }, {})).to.contain('held rows in 1 table when');
  });

  it('whatever holds a row now is what somebody made of it', () => {
    expect(gone({ 'lab.note': 2, 'lab.user': 1 }, { 'lab.note': 0, 'lab.user': 1 })).to.equal(undefined);
    expect(gone({ 'lab.note': 2 }, { 'renamed.note': 2 })).to.equal(undefined);
  });

  it('one that held nothing, or was never written out, has nothing to lose', () => {
    expect(gone({ 'lab.note': 0 }, {})).to.equal(undefined);
    expect(rowsGone('prod-db', undefined, digest({}))).to.equal(undefined);
  });
});
