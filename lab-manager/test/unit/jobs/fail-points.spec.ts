import { expect } from 'chai';
import { failPointsFrom } from '../../../src/jobs/fail-points.ts';

describe('jobs/fail-points', () => {
  const deathsAt = (setting: string | undefined, names: readonly string[]): string[] => {
    const deaths: string[] = [];
    let reached = '';
    const points = failPointsFrom(setting, () => deaths.push(reached));
    for (const [index, name] of names.entries()) {
      reached = `${index} ${name}`;
      points.reach(name);
    }
    return deaths;
  };
  const visits = [
    'startContainer:prod-db.before',
    'other.before',
    'startContainer:prod-db.before',
    'x',
    'x',
    'x',
  ];

  it('a manager that was told nothing dies nowhere', () => {
    expect(deathsAt(undefined, visits)).to.deep.equal([]);
    expect(deathsAt('', visits)).to.deep.equal([]);
  });

  it('it dies where it is told to, once', () => {
    expect(deathsAt('startContainer:prod-db.before', visits)).to.deep.equal([
      '0 startContainer:prod-db.before',
    ]);
  });

  it('a number chooses the visit', () => {
    expect(deathsAt('x#3', visits)).to.deep.equal(['5 x']);
    expect(deathsAt('x#4', visits)).to.deep.equal([]);
  });
});
