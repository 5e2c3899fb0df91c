import { expect } from 'chai';
import { notCopied } from '../../../../src/core/backup/not-copied.ts';

const day = 86_400_000;
const now = Date.UTC(2027, 2, 1, 4);
const of = (...days: number[]) =>
  days.map((ago) => ({ id: `d${ago}`, takenAt: now - ago * day, original: undefined }));
const [made] = of(0);
const given = (from: number[], there: number[], confirmed: string[] = []): string[] =>
  notCopied({
    ...{ from: of(...from, 0), there: of(...there), made: made!, now },
    toComeConfirmed: new Set(confirmed),
  }).map(({ id }) => id);

describe('core/backup/not-copied', () => {
  it('a copy is given what was just made, and what is newer than all it has: not what it let go since', () => {
    expect(given([5, 4, 3, 2, 1], [6, 3])).to.deep.equal(['d2', 'd1', 'd0']);
    expect(given([2, 1], [])).to.deep.equal(['d2', 'd1', 'd0']);
    expect(given([1], [0])).to.deep.equal(['d0']);
  });

  it('one of a time that is yet to come hides no missed night from a copy that has it', () => {
    expect(given([3, 2, 1, -300], [3, -300])).to.deep.equal(['d2', 'd1', 'd0']);
  });

  it('nor does it once that time has come, where a person said that the clock was ahead', () => {
    expect(given([5, 4, 1], [5, 2])).to.deep.equal(['d1', 'd0']);
    expect(given([5, 4, 2, 1], [5, 2], ['d2'])).to.deep.equal(['d4', 'd1', 'd0']);
  });

  it('one of a time that is yet to come is given to a copy that lacks it, once', () => {
    expect(given([2, 1, -300], [2, 1])).to.deep.equal(['d-300', 'd0']);
    expect(given([2, 1, -300], [2, 1, -300])).to.deep.equal(['d0']);
  });
});
