import { expect } from 'chai';
import type { RepositoryDamage } from '../../../../src/core/model/backup.ts';
import { partsRead, partsTonight, rotationParts } from '../../../../src/core/backup/rotation.ts';

const day = 86_400_000;
const start = Date.UTC(2027, 0, 1, 3);

const damageIn = (part: number): RepositoryDamage => ({
  ...{ foundAt: start, seenAt: start, words: 'pack 1', part, snapshots: [] },
});

/** Nights at which it runs, in days from the start; the longest that any part was unread at any of them. */
function run(nights: readonly number[], damaged: readonly number[] = []) {
  const readParts = new Map<number, number>();
  const triedParts = new Map<number, number>();
  const most: number[] = [];
  let longest = 0;
  for (const [index, night] of nights.entries()) {
    const now = start + night * day;
    const next = nights[index + 1];
    const tonight = partsTonight(
      { triedParts, damage: damaged.filter((part) => triedParts.has(part)).map(damageIn) },
      start,
      now,
      next === undefined ? undefined : now + day,
    );
    most.push(tonight.length);
    for (const part of tonight) {
      triedParts.set(part, now);
      if (!damaged.includes(part)) readParts.set(part, now);
    }
    for (let part = 1; part <= rotationParts; part += 1)
      longest = Math.max(longest, now - (triedParts.get(part) ?? start));
  }
  return { readParts, triedParts, longest: longest / day, most };
}
const everyNight = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe('core/backup/rotation', () => {
  it('one part a night, and after 28 nights everything was read', () => {
    const { readParts, longest, most } = run(everyNight(100));
    expect([...readParts.keys()]).to.have.length(rotationParts);
    expect(Math.max(...most)).to.equal(1);
    expect(longest).to.be.at.most(28);
  });

  it('everything is read within 28 days although nights are missed now and then', () => {
    const nights = everyNight(200).filter((night) => night % 7 !== 3 && night % 11 !== 5);
    const { longest, most } = run(nights);
    expect(longest).to.be.at.most(28.5);
    expect(Math.max(...most)).to.be.at.most(7);
  });

  it('after a long absence the oldest come first, a few a night, until nothing is overdue', () => {
    const { most, readParts } = run([...everyNight(30), ...everyNight(10).map((night) => night + 90)]);
    expect(most.slice(30)).to.deep.equal([7, 7, 7, 7, 1, 1, 1, 1, 1, 1]);
    expect(partsRead({ readParts }, start + 100 * day)).to.equal(rotationParts);
  });

  it('a part that is damaged is read again each night, and keeps none from their turn', () => {
    const { readParts, triedParts, longest, most } = run(everyNight(100), [5]);
    expect([Math.max(...most), triedParts.get(5)]).to.deep.equal([2, start + 99 * day]);
    expect(longest).to.be.at.most(28);
    expect(readParts.has(5)).to.equal(false);
    expect(partsRead({ readParts }, start + 100 * day)).to.equal(rotationParts - 1);
  });

  it('of many damaged parts a few are read a night, the longest not tried first, beside the one whose turn it is', () => {
    const triedParts = new Map(everyNight(20).map((n) => [n + 1, start + n]));
    const damage = everyNight(20).map((n) => damageIn(n + 1));
    expect(partsTonight({ triedParts, damage }, start, start + day, undefined)).to.deep.equal([
      ...[1, 2, 3, 4, 5, 6, 7],
      21,
    ]);
  });

  it('of a repository that is new nothing is overdue, and nothing was read', () => {
    const tonight = (night: number) =>
      partsTonight({ triedParts: new Map(), damage: [] }, start, start + night * day, undefined);
    expect([tonight(20), tonight(30)]).to.deep.equal([[1], [1, 2, 3, 4, 5, 6, 7]]);
    expect(partsRead({ readParts: new Map() }, start)).to.equal(0);
  });

  it('a part that was read at a time yet to come was read nobody knows when', () => {
    const ahead = new Map(
      everyNight(rotationParts).map((part) => [part + 1, start + (part === 4 ? 3650 : 0) * day]),
    );
    expect(partsTonight({ triedParts: ahead, damage: [] }, start, start + day, undefined)).to.deep.equal([5]);
    expect(partsRead({ readParts: ahead }, start + day)).to.equal(27);
  });
});
