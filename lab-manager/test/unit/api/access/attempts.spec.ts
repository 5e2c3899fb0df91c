import { expect } from 'chai';
import { Attempts } from '../../../../src/api/access/attempts.ts';

describe('api/access/attempts', () => {
  let now = 0;
  let attempts: Attempts;
  beforeEach(() => {
    now = 0;
    attempts = new Attempts(() => now);
  });
  const times = (count: number, key: string) => {
    for (let index = 0; index < count; index += 1) attempts.begin([key]);
  };

  it('waiting counts for every key: one that is free doesn’t help another that isn’t', () => {
    times(5, 'a');
    expect(() => attempts.begin(['b', 'a'])).to.throw('Too many failed attempts');
    attempts.begin(['b']);
  });

  it('a refused attempt doesn’t prolong the wait', () => {
    times(5, 'a');
    for (let index = 0; index < 50; index += 1) expect(() => attempts.begin(['a'])).to.throw();
    now = 1000;
    attempts.begin(['a']);
  });

  it('failures are forgotten after a quiet quarter of an hour', () => {
    times(5, 'a');
    now = 1000 + 15 * 60_000 + 1;
    times(5, 'a');
    expect(() => attempts.begin(['a'])).to.throw();
  });

  it('an attempt given back is none: people behind one address can sign in all day', () => {
    for (let index = 0; index < 100; index += 1) {
      attempts.begin(['address']);
      attempts.giveBack('address');
    }
    times(5, 'address');
    expect(() => attempts.begin(['address'])).to.throw();
  });

  it('many keys push out the oldest, and memory stays', () => {
    times(5, 'first');
    for (let index = 0; index < 10_000; index += 1) attempts.begin([`key${index}`]);
    attempts.begin(['first']);
  });
});
