import { expect } from 'chai';
import { mostSilentMs, waitsForWork, type Heard } from '../../../../src/core/ondemand/deferring.ts';

const waits = (it: Partial<Heard>): boolean =>
  waitsForWork({ work: undefined, silentMs: 0, unhealthy: false, ...it });

describe('core/ondemand/deferring', () => {
  it('what would end work that runs waits, and what is queued goes on after it', () => {
    expect(waits({ work: { running: 1, queued: 0 } })).to.equal(true);
    expect(waits({ work: { running: 0, queued: 3 } })).to.equal(false);
    expect(waits({ work: { running: 1, queued: 0 }, unhealthy: true })).to.equal(true);
  });

  it('what says nothing is waited for a while, unless it is unhealthy', () => {
    expect(waits({ silentMs: mostSilentMs - 1 })).to.equal(true);
    expect(waits({ silentMs: mostSilentMs })).to.equal(false);
    expect(waits({ unhealthy: true })).to.equal(false);
  });
});
