import { expect } from 'chai';
import { takeAnother, takeAnotherOrLacking } from '../../../../src/core/backup/another-to-take.ts';

describe('core/backup/another-to-take', () => {
  it('tells whoever drills to drill another, and of nothing that a drill has not', () => {
    for (const told of [takeAnother({ kind: 'drill' }), takeAnotherOrLacking({ kind: 'drill' })])
      expect(told).to.equal('Nothing was touched. Verify the repository, and drill another snapshot.');
  });

  it('tells whoever imports of exports, and whoever restores of snapshots', () => {
    expect(takeAnother({ kind: 'import' })).to.equal('Take another export. What is in use was not touched.');
    expect(takeAnother({ kind: 'restore' })).to.equal(
      'Restore from another snapshot. What is in use was not touched.',
    );
  });

  it('names --lacking where it can be asked for', () => {
    for (const kind of ['import', 'restore'] as const)
      expect(takeAnotherOrLacking({ kind })).to.match(/ another (export|snapshot), or ask .*: --lacking\. /);
  });
});
