import { expect } from 'chai';
import type { Job } from '../../../src/core/model/job.ts';
import { doneOutcome } from '../../../src/jobs/sentences.ts';

describe('jobs/sentences', () => {
  const steps = [{ state: 'done' }] as unknown as Job['steps'];
  const told = (milliseconds: number): string =>
    doneOutcome({ steps, startedAt: 1000, endedAt: 1000 + milliseconds } as Job);

  it('what took less than a minute is told to a tenth of a second', () => {
    expect(told(340)).to.equal('1 operation done in 0.3 s.');
    expect(told(12_000)).to.equal('1 operation done in 12.0 s.');
  });

  it('what took longer is told as every other span of time', () => {
    expect(told(120_000)).to.equal('1 operation done in 2 min.');
    expect(told(65 * 60_000)).to.equal('1 operation done in 1 h 5 min.');
  });
});
