import { expect } from 'chai';
import { parseLabFile } from '../../../../src/core/labfile/parse-lab-file.ts';
import { withRepository } from '../../../../src/core/labfile/set-repository.ts';

describe('core/labfile/set-repository', () => {
  const placesIn = (text: string): unknown => {
    const parsed = parseLabFile(text);
    if ('problems' in parsed) return parsed.problems;
    return parsed.ok.backup.repositories.map(({ name, location }) => [name, location]);
  };
  const at = (path: string) => ({ kind: 'folder', path });

  it('exchanges the one place and leaves every other character as it was', () => {
    const text =
      'name:   lab # ours\nbackup:\n    repositories:\n        - name: a\n          location: /mnt/a   # near\n        - { name: b, location: /mnt/b }\n';
    const changed = withRepository(text, { name: 'a', location: '/mnt/with # and: colon' });
    expect(changed).to.equal(text.replace('/mnt/a', '"/mnt/with # and: colon"'));
    expect(placesIn(changed)).to.deep.equal([
      ['a', at('/mnt/with # and: colon')],
      ['b', at('/mnt/b')],
    ]);
  });

  for (const [what, text, before] of [
    ['nothing of backups is said', '# ours\nname: lab # here\n', []],
    ['backup is empty', 'name: lab\nbackup: # later\n', []],
    ['backup says other things', 'name: lab\nbackup:\n  # at night\n  schedule: "0 4 * * *"\n', []],
    [
      'others stand there',
      'name: lab\nbackup:\n  repositories:\n    # near\n    - { name: a, location: /mnt/a }\n',
      [['a', at('/mnt/a')]],
    ],
  ] as const)
    it(`puts it in where ${what}, and keeps the comments`, () => {
      const changed = withRepository(text, { name: 'far', location: '/mnt/far' });
      expect(placesIn(changed), changed).to.deep.equal([...before, ['far', at('/mnt/far')]]);
      for (const comment of text.match(/#.*/g) ?? []) expect(changed).to.contain(comment);
    });
});
