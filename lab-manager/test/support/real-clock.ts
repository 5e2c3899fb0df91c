import type { Clock } from '../../src/core/ports.ts';

export const realClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };
