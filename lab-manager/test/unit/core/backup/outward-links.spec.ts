import { expect } from 'chai';
import {
  canBeListed,
  exclusionOf,
  outwardLinksText,
  parseOutwardLinks,
} from '../../../../src/core/backup/outward-links.ts';

const archive = 'volumes/dev-workspace';

describe('core/backup/outward-links', () => {
  it('what was listed is read back as it was', () => {
    const links = [
      { archive, path: 'venv/bin/python', target: '/usr/bin/python3' },
      { archive, path: 'with space', target: '../..' },
    ];
    expect(parseOutwardLinks(outwardLinksText(links))).to.deep.equal(links);
    expect(parseOutwardLinks('')).to.deep.equal([]);
  });

  for (const path of ['../x', 'a/../../x', '/etc/x', 'a//b', '.', ''])
    it(`a link that would lie at ${JSON.stringify(path)} makes it no list`, () => {
      expect(parseOutwardLinks(`${archive}\t${path}\t/etc\n`)).to.equal(undefined);
    });
  for (const text of ['a\tb\n', 'a\tb\tc\td\n', 'a\tb\tc'])
    it(`${JSON.stringify(text)} is no list`, () => {
      expect(parseOutwardLinks(text)).to.equal(undefined);
    });

  it('names that would end a line or a field can’t be listed', () => {
    expect(canBeListed({ archive, path: 'a\nb', target: 'c' })).to.equal(false);
    expect(canBeListed({ archive, path: 'a', target: 'b\tc' })).to.equal(false);
    expect(canBeListed({ archive, path: 'a b', target: 'c' })).to.equal(true);
  });

  it('a pattern means this name, whatever in it has a meaning in patterns', () => {
    expect(exclusionOf(['a*b[c]?\\d'])).to.deep.equal({ lines: ['./a\\*b\\[c\\]\\?\\\\d'], values: [] });
  });

  it('a name with an end of line in it is named by an argument, and by a line only where it is no text', () => {
    const name = Buffer.from('ä\nb').toString('latin1');
    expect(exclusionOf([name])).to.deep.equal({ lines: [], values: ['./ä\nb'] });
    expect(exclusionOf(['\xe4\nb'])).to.deep.equal({ lines: ['./\xe4[\t-\v]b'], values: [] });
  });

  it('a space at the end of a name stays there', () => {
    expect(exclusionOf(['a '])).to.deep.equal({ lines: ['./a[ ]'], values: [] });
  });
});
