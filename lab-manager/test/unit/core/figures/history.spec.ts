import { expect } from 'chai';
import { seriesOf } from '../../../../src/core/figures/history.ts';

describe('core/figures/history', () => {
  const point = (minute: number, figures: object) => ({ subject: 'machine', minute, figures });

  it('has a value for each minute, and a gap where there was none', () => {
    const { values, minutes } = seriesOf([point(10, { cpu: 1 }), point(13, { cpu: 2 })], 10, 14);
    expect(minutes).to.equal(5);
    expect(values.get('cpu')).to.deep.equal([1, undefined, undefined, 2, undefined]);
  });

  it('tells only what was ever told', () => {
    const { values } = seriesOf([point(10, { memory: 1 }), point(11, { load: 3 })], 10, 11);
    expect(Object.fromEntries(values)).to.deep.equal({ memory: [1, undefined], load: [undefined, 3] });
  });

  it('leaves out what lies before and after', () => {
    const { values } = seriesOf([point(9, { cpu: 9 }), point(10, { cpu: 1 }), point(12, { cpu: 9 })], 10, 11);
    expect(values.get('cpu')).to.deep.equal([1, undefined]);
  });

  it('is empty where the time has not come yet', () => {
    expect(seriesOf([point(10, { cpu: 9 })], 20, 19).minutes).to.equal(0);
  });
});
