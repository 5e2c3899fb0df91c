import type { RepositoryHealth } from '../model/backup.ts';

/** All data of a repository consists of so many parts, one of which is read each night. */
export const rotationParts = 28;

const day = 86_400_000;
const within = rotationParts * day;
/** What one night begins earlier or later than another. */
const slack = day / 2;
/** After a long absence what is overdue is read in a few nights rather than in one. */
const mostANight = 7;

type KnownTonight = Pick<RepositoryHealth, 'triedParts' | 'damage'>;

/**
 * The parts to be read tonight, counted from 1: those in which damage is known, since nothing is good before they were found
 * right; the one that was longest not read, and those that would be overdue by the next night (`nextAt`, where there is
 * one). Of a repository that was made at `madeAt`.
 */
export function partsTonight(
  { triedParts, damage }: KnownTonight,
  madeAt: number,
  now: number,
  nextAt: number | undefined,
): readonly number[] {
  const byAge = allParts()
    .map((part) => ({ part, at: sensible(triedParts.get(part), now) }))
    .sort((a, b) => (a.at ?? -Infinity) - (b.at ?? -Infinity) || a.part - b.part);
  const damaged = byAge.filter(({ part }) => damage.some((one) => one.part === part)).slice(0, mostANight);
  const others = byAge.filter((one) => !damaged.includes(one));
  const late = others.filter(({ at }) => (at ?? madeAt) + within + slack < (nextAt ?? now + day));
  const turns = others.slice(0, Math.min(mostANight, Math.max(1, late.length)));
  return [...damaged, ...turns].map(({ part }) => part);
}

/** How many of all parts were read and found right within the time of a rotation. */
export function partsRead({ readParts }: Pick<RepositoryHealth, 'readParts'>, now: number): number {
  return allParts().filter((part) => now - (sensible(readParts.get(part), now) ?? -Infinity) <= within + day)
    .length;
}

/** A time that is yet to come was written by a clock that was wrong: nobody knows when that was. */
const sensible = (at: number | undefined, now: number): number | undefined =>
  at === undefined || at > now + day ? undefined : at;

const allParts = (): number[] => Array.from({ length: rotationParts }, (_, index) => index + 1);
