import { expect } from 'chai';
import { aLab } from '../../../support/builders/a-lab.ts';
import { allAsWished, onlyCompose } from '../../../support/builders/an-observed-lab.ts';
import { diskRefusal } from '../../../../src/core/health/disk-guard.ts';
import { reconcile } from '../../../../src/core/reconcile/reconcile.ts';

const GiB = 1024 ** 3;
const lab = aLab();
const pulling = reconcile(lab, onlyCompose(), new Map());

describe('core/health/disk-guard', () => {
  it('a plan that pulls images is refused with numbers when they would fill the disk', () => {
    const refusal = diskRefusal(pulling, { path: '/var/lib/docker', freeBytes: 2 * GiB })!;
    expect(refusal.code).to.equal('disk.low');
    expect(refusal.message).to.equal(
      'To pull 3 images, 5.5 GiB have to be free where /var/lib/docker lies; 2 GiB are.',
    );
    expect(refusal.details.map((it) => it.message)).to.include('labstead/glab:0.1.0');
  });

  it('a plan that pulls images may begin where there is room', () => {
    expect(diskRefusal(pulling, { path: '/', freeBytes: 6 * GiB })).to.equal(undefined);
  });

  it('a plan that pulls nothing may begin on a full disk: stopping and starting have to work there', () => {
    const starting = reconcile(lab, { ...onlyCompose(), images: allAsWished(lab).images }, new Map());
    expect(starting.length).to.be.greaterThan(0);
    expect(diskRefusal(starting, { path: '/', freeBytes: 0 })).to.equal(undefined);
  });
});
