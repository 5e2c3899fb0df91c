import { expect } from 'chai';
import { mountsBelowRefusal, unlikeDisksRefusal } from '../../../../src/core/backup/mounts-below.ts';
import { partOfName } from '../../../../src/core/backup/restore-parts.ts';

const data = '/lab/environments/prod/data';

describe('core/backup/mounts-below', () => {
  const refusal = (points: readonly string[], ...names: readonly string[]) =>
    mountsBelowRefusal(
      names.map((name) => partOfName('/lab', name)!),
      ['/', ...points].map((point) => `1 0 8:1 / ${point} rw - ext4 /dev/sda rw`).join('\n'),
    );

  it('a part with a disk below it is refused, with the disk’s place and what to do', () => {
    const found = refusal([`${data}/big`, `${data}/a/b`], 'prod-bricks', 'prod-data');
    expect(found?.code).to.equal('backup.swap_failed');
    expect(found?.message).to.equal(
      `Of prod’s data, a file system of its own is mounted at ${data}/a/b, ${data}/big. A restore can’t change such a folder for another as a whole.`,
    );
    expect(found?.hint).to.match(/^Nothing was changed\. To restore all of it, unmount it.* --path\.$/);
  });

  it('a part that is a mount itself, or lies on one, or beside one, is restored', () => {
    expect(refusal([data], 'prod-data')).to.equal(undefined);
    expect(refusal(['/lab', '/lab/environments/prod'], 'prod-data', 'prod-db')).to.equal(undefined);
    expect(refusal([`${data}-old`, '/lab/environments/dev/data/big'], 'prod-data')).to.equal(undefined);
  });

  for (const [meant, inside] of [
    ['a file on such a disk', 'big/deep/file'],
    ['the place where it is mounted', 'big'],
    ['a folder that it is mounted below', 'a'],
  ] as const)
    it(`${meant} is refused, as the copy would come to lie on another`, () => {
      const found = refusal([`${data}/big`, `${data}/a/b`], `prod-data:${inside}`);
      expect(found?.code).to.equal('backup.swap_failed');
      expect(found?.message).to.contain('Nothing changes places with what lies on another file system.');
      expect(found?.hint).to.contain('labctl backup download');
    });

  describe('where a service has another disk than the manager', () => {
    const unlike = (at: string, ...names: readonly string[]) =>
      unlikeDisksRefusal(
        names.map((name) => partOfName('/lab', name)!),
        [{ at, words: `prod-glab has another disk at ${at}.` }],
      );

    it('a part that it is at or in is refused, with what to do, and so is a path on the way there', () => {
      for (const at of [data, `${data}/big`]) {
        const found = unlike(at, 'prod-db', 'prod-data');
        expect(found?.code).to.equal('backup.swap_failed');
        expect(found?.message).to.match(
          new RegExp(`^prod-glab has another disk at ${at}\\. What is restored`),
        );
        expect(found?.hint).to.match(/^Nothing was changed\./);
      }
      for (const inside of ['big', 'big/deep/file'])
        expect(unlike(`${data}/big`, `prod-data:${inside}`)?.code).to.equal('backup.swap_failed');
    });

    it('what lies beside it is restored', () => {
      expect(unlike(`${data}/big`, 'prod-bricks', 'dev-data', 'prod-data:bigger')).to.equal(undefined);
    });
  });

  it('a file beside such a disk is restored', () => {
    expect(refusal([data, `${data}/big`], 'prod-data:bigger', 'prod-data:small/file')).to.equal(undefined);
  });
});
