import { expect } from 'chai';
import { damageInWords } from '../../../../src/core/backup/damage-in-words.ts';

describe('core/backup/damage-in-words', () => {
  it('the first thing that is wrong is told, and of the others how many', () => {
    expect(damageInWords([])).to.equal(undefined);
    expect(damageInWords(['A pack is gone.'])).to.equal('A pack is gone.');
    expect(damageInWords(['A pack is gone.', 'So is another.', 'And a third.'])).to.equal(
      'A pack is gone. And 2 more.',
    );
  });
});
