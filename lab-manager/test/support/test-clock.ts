import type { Clock } from '../../src/core/ports.ts';

/** Stands still until moved; the wall clock can be set without the monotonic one noticing, as on a real machine. */
export class TestClock implements Clock {
  #now = Date.UTC(2026, 10, 21, 9, 30);
  #monotonic = 1000;

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  pass(ms: number): void {
    this.#now += ms;
    this.#monotonic += ms;
  }

  /** Somebody set the machine's clock. */
  skew(ms: number): void {
    this.#now += ms;
  }
}
