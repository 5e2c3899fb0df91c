import { expect } from 'chai';
import { copyOrder } from '../../../../src/core/backup/copy-order.ts';

const names = (copies: Record<string, string>): string[] =>
  copyOrder(
    Object.entries(copies).map(([name, from]) => ({ name, from })),
    'first',
  ).map(({ name }) => name);

describe('core/backup/copy-order', () => {
  it('each copy comes after the one it is filled from, however the lab file has them', () => {
    expect(names({ far: 'near', farthest: 'far', near: 'first', other: 'first' })).to.deep.equal([
      ...['near', 'other', 'far', 'farthest'],
    ]);
  });

  it('copies that are filled from each other come to an end, and keep no other from its turn', () => {
    expect(names({ one: 'two', two: 'one', near: 'first' })).to.deep.equal(['near']);
  });
});
