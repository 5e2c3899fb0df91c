import { expect } from 'chai';
import { fullForTheLab, keptFree } from '../../../../src/core/backup/kept-free.ts';

const GiB = 1024 ** 3;

describe('core/backup/kept-free', () => {
  it('of a small disk a twentieth is kept, of a large one 1 GiB', () => {
    expect(keptFree(2 * GiB)).to.equal((2 * GiB) / 20);
    expect([20 * GiB, 21 * GiB, 4000 * GiB].map(keptFree)).to.deep.equal([GiB, GiB, GiB]);
  });

  it('into a repository beside the databases nothing is written below that, and up to it everything', () => {
    const disk = { totalBytes: 100 * GiB, freeBytes: GiB };
    expect(fullForTheLab('main', disk)).to.equal(undefined);
    const refusal = fullForTheLab('main', { ...disk, freeBytes: GiB / 2 });
    expect(refusal?.code).to.equal('backup.target_full');
    expect(refusal?.message).to.match(/ main .* 512 MiB are free there: below 1 GiB /);
    expect(refusal?.hint).to.contain('another disk');
  });
});
