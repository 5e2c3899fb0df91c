import { expect } from 'chai';
import { undoneBefore } from '../../../../src/core/backup/undo-order.ts';
import type { WaitingRestore } from '../../../../src/core/ports.ts';

const of = (
  job: string,
  environments: WaitingRestore['environments'],
  state: WaitingRestore['state'] = 'restored',
) => ({ job, environments, state });

const before = (newestFirst: readonly ReturnType<typeof of>[], index: number): string[] =>
  undoneBefore(newestFirst, index).map(({ job }) => job);

describe('core/backup/undo-order', () => {
  it('whatever was restored later in the same environment is undone first', () => {
    const all = [of('newest', ['prod', 'dev']), of('of dev', ['dev']), of('oldest', ['prod'])];
    expect(before(all, 2)).to.deep.equal(['newest']);
    expect(before(all, 1)).to.deep.equal(['newest']);
    expect(before(all, 0)).to.deep.equal([]);
  });

  it('what was undone already is in nobody’s way', () => {
    expect(before([of('newest', ['prod'], 'undone'), of('oldest', ['prod'])], 1)).to.deep.equal([]);
  });

  it('what didn’t come to its end is in the way', () => {
    expect(before([of('newest', ['prod'], 'unfinished'), of('oldest', ['prod'])], 1)).to.deep.equal([
      'newest',
    ]);
  });

  it('nothing has to be undone for one that doesn’t wait', () => {
    expect(before([of('newest', ['prod'])], -1)).to.deep.equal([]);
  });
});
