import { expect } from 'chai';
import { readIds } from '../../../../src/adapters/restic/ids.ts';

describe('adapters/restic/ids', () => {
  const [one, other] = ['a1'.repeat(32), 'b2'.repeat(32)];

  it('of a list each id is read, as text or as JSON, and nothing that is none', () => {
    expect(readIds(`${one}\n"${other}"\n\nwarning: cache is old\n${one.slice(1)}\n`)).to.deep.equal([
      one,
      other,
    ]);
  });
});
