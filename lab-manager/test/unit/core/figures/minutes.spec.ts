import { expect } from 'chai';
import { addSample, minuteOf, pointsOf, type OpenMinute } from '../../../../src/core/figures/minutes.ts';
import type { FigurePoint, Figures } from '../../../../src/core/model/figures.ts';

const noon = Date.UTC(2026, 10, 21, 12);

describe('core/figures/minutes', () => {
  let open: OpenMinute | undefined;
  let over: FigurePoint[];

  beforeEach(() => {
    [open, over] = [undefined, []];
  });

  const add = (at: number, seconds: number, figures: Figures) => {
    const added = addSample(open, { at, seconds, figures: new Map([['prod-glab', figures]]) });
    open = added.open;
    over.push(...added.over);
  };

  it('a minute that is over is a point, and the one that goes on is none yet', () => {
    add(noon, 30, { cpu: 1 });
    add(noon + 30_000, 30, { cpu: 3 });
    expect(over).to.deep.equal([]);
    add(noon + 60_000, 30, { cpu: 9 });
    expect(over).to.deep.equal([{ subject: 'prod-glab', minute: minuteOf(noon), figures: { cpu: 2 } }]);
  });

  it('a rate counts as long as it was about, so that watching closely changes nothing', () => {
    add(noon, 30, { cpu: 1 });
    for (let second = 1; second <= 10; second += 1) add(noon + second * 1000, 1, { cpu: 0 });
    expect(pointsOf(open!)[0]?.figures.cpu).to.equal(0.75);
  });

  it('of memory the most is kept: a peak is what somebody looks for', () => {
    for (const memory of [10, 500, 20]) add(noon, 20, { memory });
    expect(pointsOf(open!)[0]?.figures.memory).to.equal(500);
  });

  it('what is told in some readings only is made of those', () => {
    add(noon, 30, { memory: 1 });
    add(noon + 30_000, 30, { memory: 1, cpu: 4 });
    expect(pointsOf(open!)[0]?.figures.cpu).to.equal(4);
  });

  it('a minute without a reading is no point', () => {
    add(noon, 30, { cpu: 1 });
    add(noon + 5 * 60_000, 300, { cpu: 1 });
    expect(over.map(({ minute }) => minute - minuteOf(noon))).to.deep.equal([0]);
  });

  it('a clock that was set back ends the minute as one that went on does', () => {
    add(noon, 30, { cpu: 1 });
    add(noon - 3_600_000, 30, { cpu: 2 });
    expect(over.map(({ minute }) => minute)).to.deep.equal([minuteOf(noon)]);
    expect(open!.minute).to.equal(minuteOf(noon) - 60);
  });
});
