/** So many at once, then so many a second. */
export class TokenBucket {
  #left: number;
  #at: number;
  readonly #now: () => number;
  readonly #size: number;
  readonly #perSecond: number;

  constructor(now: () => number, size: number, perSecond: number) {
    this.#now = now;
    this.#size = size;
    this.#perSecond = perSecond;
    this.#left = size;
    this.#at = now();
  }

  take(): boolean {
    const now = this.#now();
    this.#left = Math.min(this.#size, this.#left + ((now - this.#at) / 1000) * this.#perSecond);
    this.#at = now;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
