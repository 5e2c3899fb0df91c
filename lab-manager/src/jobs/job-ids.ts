import { decodeTime, monotonicFactory } from 'ulid';
import type { Clock } from '../core/ports.ts';

/** Ids that sort by age, also when the clock was put back: never below `newest`, the last one there is. */
export function jobIds(clock: Clock, newest: string | undefined): () => string {
  const next = monotonicFactory();
  const floor = newest === undefined ? 0 : decodeTime(newest) + 1;
  return () => next(Math.max(clock.now(), floor));
}
