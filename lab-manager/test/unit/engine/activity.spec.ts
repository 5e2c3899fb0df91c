import { expect } from 'chai';
import { Activity } from '../../../src/engine/activity.ts';
import { TestClock } from '../../support/test-clock.ts';
import { useTempStore } from '../../support/temp-store.ts';

const minute = 60_000;

describe('engine/activity', () => {
  const temp = useTempStore();

  it('where nobody ever came the time without anybody begins now, and nobody has come', () => {
    const clock = new TestClock();
    const activity = new Activity(clock, temp.open().environments);
    expect(activity.idleMs('prod')).to.equal(0);
    expect(activity.cameWithin('prod', minute)).to.equal(false);
    clock.pass(minute);
    expect(activity.idleMs('prod')).to.equal(minute);
  });

  it('who came is known after a restart, and was there as long ago as it is', () => {
    const clock = new TestClock();
    const { environments } = temp.open();
    new Activity(clock, environments).note('prod');
    clock.pass(10 * minute);
    const restarted = new Activity(clock, environments);
    expect(restarted.idleMs('prod')).to.equal(10 * minute);
    expect(restarted.cameWithin('prod', 11 * minute)).to.equal(true);
    expect(restarted.cameWithin('prod', 9 * minute)).to.equal(false);
  });
});
