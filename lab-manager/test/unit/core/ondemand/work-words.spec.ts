import { expect } from 'chai';
import { workRunning } from '../../../../src/core/ondemand/work-words.ts';

describe('core/ondemand/work-words', () => {
  it('a stop refused for runs of tests names how these are ended, and only then', () => {
    const work = (tests: number) => ({ running: 1, queued: 0, codelab: { cells: 1 - tests, tests } });
    expect(workRunning('dev-codelab', work(1)).hint).to.contain('pkill -TERM -f "brick-test --run"');
    expect(workRunning('dev-codelab', work(0)).hint).not.to.contain('pkill');
  });
});
