import { expect } from 'chai';
import { pressureOf, tightNow, type Tight } from '../../../../src/core/figures/pressure.ts';

const minute = 60_000;

describe('core/figures/pressure', () => {
  let tight: Tight;

  beforeEach(() => (tight = new Map()));

  const holds = (memoryBytes: number, now: number) =>
    (tight = tightNow(tight, new Map([['prod-glab', { memoryBytes, limitBytes: 1000 }]]), now));

  it('a service that stays above nine tenths of its limit for a quarter of an hour is under pressure, since it began', () => {
    for (let at = 0; at <= 15; at += 1) holds(950, at * minute);
    expect([...pressureOf(tight, 15 * minute, 1_000_000_000)]).to.deep.equal([
      ['prod-glab', { memoryBytes: 950, limitBytes: 1000, since: 1_000_000_000 - 15 * minute }],
    ]);
  });

  it('a reading that was not answered begins nothing anew, and hides nothing', () => {
    for (let at = 0; at <= 15; at += 1)
      if (at % 3 === 0) holds(950, at * minute);
      else tight = tightNow(tight, new Map(), at * minute);
    expect(pressureOf(tight, 15 * minute, 0).size).to.equal(1);
    tight = tightNow(tight, new Map(), 16 * minute);
    expect(pressureOf(tight, 16 * minute, 0).size).to.equal(1);
  });

  it('of a service that tells nothing for minutes, nobody knows any more', () => {
    for (let at = 0; at <= 15; at += 1) holds(950, at * minute);
    tight = tightNow(tight, new Map(), 19 * minute);
    expect(tight.size).to.equal(0);
    holds(950, 20 * minute);
    expect(pressureOf(tight, 20 * minute, 0).size).to.equal(0);
  });

  it('a peak is none', () => {
    holds(990, 0);
    expect(pressureOf(tight, 14 * minute, 0).size).to.equal(0);
    holds(200, 14 * minute);
    holds(990, 15 * minute);
    expect(pressureOf(tight, 16 * minute, 0).size).to.equal(0);
  });

  it('one that stopped is under none', () => {
    holds(990, 0);
    tight = tightNow(tight, new Map(), minute);
    expect(pressureOf(tight, 20 * minute, 0).size).to.equal(0);
  });
});
