import { expect } from 'chai';
import { allSteps, leadsOut, outwardPaths } from '../../../../src/core/backup/links-within.ts';

const links = (all: Record<string, string>) => new Map(Object.entries(all));

describe('core/backup/links-within', () => {
  const cases: [what: string, all: Record<string, string>, outward: string[]][] = [
    ['a link to a neighbour stays within', { 'a/l': 'b' }, []],
    ['as far up as the folder itself is within', { 'a/b/l': '../..' }, []],
    ['one further is not', { 'a/b/l': '../../..' }, ['a/b/l']],
    ['an absolute target is not, wherever it may lead in a container', { l: '/lab/data' }, ['l']],
    ['what goes by way of a link that leads out leads out', { a: '/usr', b: 'a/bin' }, ['a', 'b']],
    [
      '`..` behind a link means the folder that the link leads to',
      { 'x/y/l': '../../z', k: 'x/y/l/../..' },
      ['k'],
    ],
    ['double slashes begin nothing anew', { l: 'a//b' }, []],
    ['a target that ends with a slash is none', { l: 'a/' }, []],
    ['circles lead nowhere', { a: 'b', b: 'a' }, []],
    ['what is not there is taken for a folder', { l: 'gone/../../x' }, ['l']],
  ];
  for (const [what, all, outward] of cases)
    it(what, () => {
      expect(outwardPaths(links(all))).to.have.members(outward);
    });

  it('what takes more steps than any folder’s links is told as too tangled, not followed for ever', () => {
    const all: Record<string, string> = { l0: '.' };
    for (let n = 1; n < 300; n += 1) all[`l${n}`] = Array.from({ length: 200 }, () => `l${n - 1}`).join('/');
    expect(leadsOut(links(all), 'k', 'l299', { steps: 20 })).to.equal(undefined);
    expect(leadsOut(links(all), 'k', 'l299', allSteps())).to.equal(false);
  });
});
