import type { MemoryPressure } from '../model/figures.ts';

/** From here on a limit is near: a little more and something is killed. */
const near = 0.9;
/** Passing peaks are what a limit is for. */
const longMs = 15 * 60_000;
/** One answer that failed to come is no news; of a service that told nothing for longer, nobody knows any more. */
const silentMs = 3 * 60_000;

interface Held {
  memoryBytes: number;
  limitBytes: number;
}

/** Since when each service is close to its limit, and when it told so last, on a clock that never jumps. */
export type Tight = ReadonlyMap<string, Held & { since: number; told: number }>;

/** `held`: of those who told anything now. */
export function tightNow(before: Tight, held: ReadonlyMap<string, Held>, now: number): Tight {
  const silent = [...before].filter(([service, { told }]) => !held.has(service) && now - told <= silentMs);
  const close = [...held].filter(([, { memoryBytes, limitBytes }]) => memoryBytes >= near * limitBytes);
  return new Map([
    ...silent,
    ...close.map(
      ([service, one]) => [service, { ...one, since: before.get(service)?.since ?? now, told: now }] as const,
    ),
  ]);
}

/** Those for whom it has lasted; `wallNow` is `now` by the clock on the wall. */
export function pressureOf(tight: Tight, now: number, wallNow: number): ReadonlyMap<string, MemoryPressure> {
  return new Map(
    [...tight]
      .filter(([, { since, told }]) => now - since >= longMs && now - told <= silentMs)
      .map(([service, { since, memoryBytes, limitBytes }]) => [
        service,
        { memoryBytes, limitBytes, since: wallNow - (now - since) },
      ]),
  );
}
