import { expect } from 'chai';
import { whenWords } from '../../../src/core/when-words.ts';

describe('core/when-words', () => {
  const now = Date.parse('2026-11-21T12:00:00Z');
  const words = (time: string, timeZone = 'Europe/Paris') => whenWords(Date.parse(time), now, timeZone);

  it('a time of today is its hour, of this week its weekday, of any other day its date', () => {
    expect(words('2026-11-21T06:00:00Z')).to.equal('07:00');
    expect(words('2026-11-23T06:00:00Z')).to.equal('Monday 07:00');
    expect(words('2026-11-18T19:00:00Z')).to.equal('Wednesday 20:00');
    expect(words('2026-12-24T19:00:00Z')).to.equal('24 December 20:00');
    expect(words('2027-01-02T19:00:00Z')).to.equal('2 January 2027 20:00');
  });

  it('today is what it is where the lab is', () => {
    expect(words('2026-11-21T23:30:00Z', 'UTC')).to.equal('23:30');
    expect(words('2026-11-21T23:30:00Z')).to.equal('Sunday 00:30');
  });
});
