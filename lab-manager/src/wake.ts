/** Many reasons, one waking: what happens while nobody waits is not lost, and ten events wake once. */
export class Wake {
  #woken = false;
  #resolve: (() => void) | undefined;

  /** Wakes whoever waits, or whoever waits next. */
  now(): void {
    this.#woken = true;
    this.#resolve?.();
  }

  /** Resolves when woken, after `mostMs`, or on abort. */
  async wait(mostMs: number, signal: AbortSignal): Promise<void> {
    if (!this.#woken && !signal.aborted) await this.#sleep(mostMs, signal);
    this.#woken = false;
  }

  async #sleep(mostMs: number, signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.#resolve = undefined;
        resolve();
      };
      const timer = setTimeout(done, mostMs);
      signal.addEventListener('abort', done, { once: true });
      this.#resolve = done;
    });
  }
}

/** Ends early, and quietly, when `signal` aborts. */
export const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Wake().wait(milliseconds, signal);
