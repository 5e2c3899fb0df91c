import { expect } from 'chai';
import { escapeGlob } from '../../../src/core/glob.ts';

describe('core/glob', () => {
  it('whatever means more than itself in a pattern means itself only', () => {
    expect(escapeGlob('/a*b/[c]?/d\\e')).to.equal('/a\\*b/\\[c\\]\\?/d\\\\e');
  });

  it('what means itself anyway stays as it is', () => {
    expect(escapeGlob('/data/Übung {1}, $x.csv')).to.equal('/data/Übung {1}, $x.csv');
  });
});
