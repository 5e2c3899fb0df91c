import { LabError } from '../../core/model/lab-error.ts';

interface Failures {
  count: number;
  /** Nobody may try before. */
  freeAt: number;
}

const maxKeys = 10_000;
const longestWaitMs = 15 * 60_000;

/**
 * Slows guessing down: some failures are free, then each one doubles the wait, up to a quarter of an hour; never for
 * good, since anybody can fail in somebody else's name. In memory, since a restart takes longer than the first waits.
 *
 * INVARIANT: an attempt counts as failed from its start and is given back when it succeeds; otherwise a hundred
 * parallel guesses would all find the way free.
 */
export class Attempts {
  readonly #failures = new Map<string, Failures>();
  /** Monotonic milliseconds. */
  readonly #now: () => number;
  readonly #free = 5;
  readonly #firstWaitMs: number;

  constructor(now: () => number, firstWaitMs = 1000) {
    this.#now = now;
    this.#firstWaitMs = firstWaitMs;
  }

  /** Counts an attempt under each key; throws `auth.too_many_attempts` while any of them has to wait. */
  begin(keys: readonly string[]): void {
    const wait = Math.max(0, ...keys.map((key) => (this.#failures.get(key)?.freeAt ?? 0) - this.#now()));
    if (wait > 0) throw tooMany(Math.ceil(wait / 1000));
    for (const key of keys) this.#count(key);
    this.#trim();
  }

  /** The attempt was none after all. */
  giveBack(key: string): void {
    const known = this.#failures.get(key);
    if (known === undefined) return;
    if (known.count <= 1) this.#failures.delete(key);
    else this.#failures.set(key, { count: known.count - 1, freeAt: this.#now() });
  }

  /** Who proved themself starts anew. */
  clear(key: string): void {
    this.#failures.delete(key);
  }

  #count(key: string): void {
    const before = this.#failures.get(key);
    const forgotten = before === undefined || this.#now() - before.freeAt > longestWaitMs;
    const count = forgotten ? 1 : before.count + 1;
    const waitMs =
      count < this.#free ? 0 : Math.min(2 ** (count - this.#free) * this.#firstWaitMs, longestWaitMs);
    // The newest goes last, so that trimming takes the oldest.
    this.#failures.delete(key);
    this.#failures.set(key, { count, freeAt: this.#now() + waitMs });
  }

  #trim(): void {
    for (const key of this.#failures.keys()) {
      if (this.#failures.size <= maxKeys) return;
      this.#failures.delete(key);
    }
  }
}

function tooMany(seconds: number): LabError {
  return new LabError('auth.too_many_attempts', 'Too many failed attempts.', {
    hint: `Try again in ${String(seconds)} s.`,
    retryAfterSeconds: seconds,
  });
}
