import { expect } from 'chai';
import { findPattern } from '../../../../src/core/backup/find-pattern.ts';

describe('core/backup/find-pattern', () => {
  it('a name is matched by itself and a * within it; ** is any number of folders', () => {
    expect(findPattern('/srv/l\\[a\\]b.d/**/a/**/*.tmp')).to.equal(
      '/srv/l\\[a]b\\.d/(.*/)?a/(.*/)?[^/]*\\.tmp',
    );
  });

  it('what lies in a folder that is left out needs no pattern', () => {
    expect(findPattern('/d/**/scratch/**')).to.equal('/d/(.*/)?scratch');
  });

  it('of a class each character is an alternative, and none is a special one', () => {
    expect(findPattern('[a-c.\\]é]')).to.equal('(\\.|]|a|b|c|é)');
    expect(findPattern('[z-a]')).to.equal('//');
    expect(findPattern('[^a]'))
      .to.match(/\|b\|/)
      .and.not.match(/\|a\||\|\/\|/);
  });
});
