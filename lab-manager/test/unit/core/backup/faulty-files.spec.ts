import { expect } from 'chai';
import { faultyWords, isMoreFaulty } from '../../../../src/core/backup/faulty-files.ts';

const named = (...names: string[]) =>
  names.map((name) => ({ resource: name, name: `${name}.csv`, fault: 'its file is missing' }));
const found = (count: number, ...names: string[]) => ({ count, named: named(...names) });

describe('core/backup/faulty-files', () => {
  it('what was wrong already when the snapshot was taken is no fault of it', () => {
    expect(isMoreFaulty(found(2, 'a', 'b'), found(2, 'a', 'b'))).to.equal(false);
    expect(isMoreFaulty(found(2, 'a', 'b'), found(1, 'b'))).to.equal(false);
    expect(isMoreFaulty(found(2, 'a', 'b'), found(3, 'a', 'b', 'c'))).to.equal(true);
  });

  it('another file is more, be they as many', () => {
    expect(isMoreFaulty(found(1, 'a'), found(1, 'b'))).to.equal(true);
  });

  it('of more than are named their number counts', () => {
    expect(isMoreFaulty(found(30, 'a'), found(30, 'b'))).to.equal(false);
    expect(isMoreFaulty(found(30, 'a'), found(31, 'a'))).to.equal(true);
  });

  it('where nobody could say, each fault counts', () => {
    expect(isMoreFaulty(undefined, found(0))).to.equal(false);
    expect(isMoreFaulty(undefined, found(1, 'a'))).to.equal(true);
  });

  it('names those it knows, and how many more there are', () => {
    expect(faultyWords('prod', found(1, 'a'))).to.equal(
      '1 file is not as the database of prod has them: a.csv (its file is missing)',
    );
    expect(faultyWords('dev', found(3, 'a'))).to.contain('(its file is missing), 2 more');
  });
});
