import { expect } from 'chai';
import {
  byOthers,
  laidDownAt,
  mayGo,
  notByOthers,
  othersGoneAt,
  waitsForNight,
} from '../../../../src/core/backup/installation.ts';
import type { Installation } from '../../../../src/core/model/backup.ts';

const hour = 3_600_000;
const day = 24 * hour;
const now = Date.UTC(2027, 2, 1, 4);

interface Made {
  installation: string | undefined;
  takenAt: number;
}
const by = (installation: string | undefined, takenAt: number): Made => ({ installation, takenAt });

const never: Installation = { id: 'own', inheritsUntil: undefined, sparesUntil: undefined };
/** Two months ago: what may still come of another machine would have come. */
const long: Installation = { id: 'own', inheritsUntil: now - 60 * day, sparesUntil: now - 30 * day };
const before = [by(undefined, now - 90 * day), by('old', now - 61 * day)];

describe('core/backup/installation', () => {
  it('a lab that was never laid down goes by what it made, and by what an older version of it made, alone', () => {
    const own = [by(undefined, now - 3 * day), by('own', now - 2 * day)];
    const other = by('other', now - day);
    expect(byOthers([...own, other], never, now)).to.deep.equal([other]);
    expect(notByOthers([...own, other], never, now)).to.deep.equal(own);
    expect(mayGo([...own, other], never, now)).to.deep.equal(own);
  });

  it('one that was laid down goes on with what it came from, as long as nobody else does', () => {
    const own = by('own', now - day);
    expect(byOthers([...before, own], long, now)).to.deep.equal([]);
    expect(mayGo([...before, own], long, now)).to.deep.equal([...before, own]);
  });

  for (const [who, installation] of [
    ['the machine it came from', 'old'],
    ['an older version on the machine it came from', undefined],
    ['a third one', 'third'],
  ] as const)
    it(`as soon as ${who} goes on, nothing but what it made itself is taken out`, () => {
      const own = by('own', now - day);
      const other = by(installation, now - hour);
      expect(byOthers([...before, own, other], long, now)).to.deep.equal([other]);
      expect(mayGo([...before, own, other], long, now)).to.deep.equal([own]);
    });

  it('until another machine would have made its next one nothing of what it came from is taken out', () => {
    const fresh = { id: 'own', ...laidDownAt([], now - 29 * day) };
    const own = by('own', now - day);
    expect(mayGo([...before, own], fresh, now)).to.deep.equal([own]);
    expect(mayGo([...before, own], fresh, now + 2 * day)).to.deep.equal([...before, own]);
  });

  it('it comes from all that was there, though the clock of the machine that made it was a little ahead', () => {
    expect(laidDownAt([by('old', now + 60_000)], now).inheritsUntil).to.equal(now + 60_000);
    expect(laidDownAt([by('old', now - day)], now).inheritsUntil).to.equal(now);
  });

  it('it comes from all that was there where this machine’s clock is behind; one that alone is ahead shields nothing', () => {
    const [first, last] = [by('old', now + 9 * day), by('old', now + 10 * day)];
    expect(laidDownAt([first, last], now).inheritsUntil).to.equal(last.takenAt);
    expect(laidDownAt([by('old', now - day), last], now).inheritsUntil).to.equal(now);
  });

  it('one of a time that is yet to come shows nothing before that has come, and nobody takes it for what may go', () => {
    const ahead = by('old', now + day);
    expect(byOthers([ahead], long, now)).to.deep.equal([]);
    expect(mayGo([ahead], long, now)).to.deep.equal([]);
    expect(byOthers([ahead], long, now + 2 * day)).to.deep.equal([ahead]);
  });

  it('one that was laid down from an older snapshot waits for its night where the newest is of these days', () => {
    const listed = (ago: number) => [by('old', now - 9 * day), by('old', now - ago)];
    const cases: [takenAt: number, newest: number, waits: boolean][] = [
      [now - 9 * day, 47 * hour, true],
      [now - 9 * day, 49 * hour, false],
      [now - 20 * hour, 20 * hour, false],
    ];
    for (const [takenAt, newest, waits] of cases)
      expect(waitsForNight(takenAt, listed(newest), now), String(newest)).to.equal(waits);
  });

  it('once a person said that the others are gone, what they made until then goes as its own does, and no later one', () => {
    const other = by('other', now - hour);
    const settled = { id: 'own', ...othersGoneAt([other], now) };
    expect(byOthers([...before, other], settled, now)).to.deep.equal([]);
    expect(mayGo([...before, other], settled, now)).to.deep.equal([...before, other]);
    const later = by('other', now + hour);
    expect(byOthers([later], settled, now + day)).to.deep.equal([later]);
  });
});
