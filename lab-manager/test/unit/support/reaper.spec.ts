import { expect } from 'chai';
import { isDead, testRun } from '../../support/reaper.ts';

const began = 1_795_255_910_953;
const run = `3159.244516.${began}.017635`;
const hour = 60 * 60 * 1000;
const alive = () => '244516';

describe('support/reaper', () => {
  it('a run whose process lives is left alone for two hours', () => {
    expect(isDead(run, began + hour, alive)).to.equal(false);
    expect(isDead(run, began + 3 * hour, alive)).to.equal(true);
  });

  it('a run whose process is gone, or whose number another process has now, is dead', () => {
    expect(isDead(run, began, () => '')).to.equal(true);
    expect(isDead(run, began, () => '999999')).to.equal(true);
  });

  it('what does not look like a run of ours is never dead', () => {
    for (const other of ['', 'glabdev', 'true', '1', '3159.244516', `${run}.x`]) {
      expect(isDead(other, began + 100 * hour, () => '')).to.equal(false);
    }
  });

  it('this run lives', () => {
    expect(isDead(testRun, Date.now())).to.equal(false);
  });
});
