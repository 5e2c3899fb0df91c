import { expect } from 'chai';
import { anchored, leaveOutObjection } from '../../../../src/core/backup/leave-out.ts';

describe('core/backup/leave-out', () => {
  it('a pattern holds in the folders of data alone: none keeps a dump or the manifest out', () => {
    expect(anchored(['*.sql', 'scratch/'], ['/srv/l[a]b/environments/prod/data'])).to.deep.equal([
      '/srv/l\\[a\\]b/environments/prod/data/**/*.sql',
      '/srv/l\\[a\\]b/environments/prod/data/**/scratch',
    ]);
  });

  it('** is any number of folders, none included, although the engine takes a second one for one at least', () => {
    expect(anchored(['a/**/b', '**/c/**'], ['/d'])).to.deep.equal(['/d/**/a/b', '/d/**/a/**/b', '/d/**/c']);
    expect(leaveOutObjection('a/**/b/**/c/**/d/**/e')).to.include({ message: 'has ** more than 3 times' });
  });

  it('what leaves everything out, leads elsewhere or the engine can’t read is refused', () => {
    for (const pattern of [
      '',
      ' ',
      '*',
      '**',
      '**/*',
      '*.*',
      '!keep',
      '/etc',
      '../x',
      'a/../b',
      '[a',
      'a\nb',
    ])
      expect(leaveOutObjection(pattern), pattern).not.to.equal(undefined);
    for (const pattern of ['*.tmp', 'scratch/cache', '**/work', '[ab].txt', 'é*', '\\[x'])
      expect(leaveOutObjection(pattern), pattern).to.equal(undefined);
  });

  it('a range in brackets that has no end, or no beginning, is refused before a night fails of it', () => {
    for (const pattern of [
      '[a-]*',
      '[-a]',
      '[-]',
      '[^-a]',
      '[a-b-c]',
      '[a--]',
      '[]]x',
      '[^]',
      'x/[a-]/y',
      'x\\',
    ])
      expect(leaveOutObjection(pattern)?.message, pattern).to.match(/^is no pattern/);
    for (const pattern of [
      '[a-z]*',
      '[^0-9a-f]',
      '[\\-a]',
      '[a\\-]',
      '[a-\\]]',
      '[[]x',
      '[*]',
      'a-b',
      'a]',
      '[ä-ö]',
    ])
      expect(leaveOutObjection(pattern), pattern).to.equal(undefined);
  });
});
