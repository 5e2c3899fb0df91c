import { expect } from 'chai';
import { agoWords, spanWords } from '../../../src/core/span-words.ts';

const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000];

describe('core/span-words', () => {
  it('how long something took is told in its two largest units, a lesser one of none left out', () => {
    const told = [12 * second, 4 * minute + 12 * second, 2 * minute, hour + 5 * minute, 2 * day].map(
      spanWords,
    );
    expect(told).to.deep.equal(['12 s', '4 min 12 s', '2 min', '1 h 5 min', '2 days']);
  });

  it('how long ago is told roughly, and what is to come was just now', () => {
    const now = 10 * day;
    const told = [3 * day, 26 * hour, minute, 0, -hour].map((ago) => agoWords(now - ago, now));
    expect(told).to.deep.equal(['3 days ago', '26 hours ago', '1 minute ago', 'just now', 'just now']);
  });
});
