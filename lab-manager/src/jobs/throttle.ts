/** Does its work at once, then at most every `intervalMs`; the last request is never lost. */
export class Throttle {
  readonly #intervalMs: number;
  readonly #work: () => void;
  #timer: NodeJS.Timeout | undefined;
  #due = false;

  constructor(intervalMs: number, work: () => void) {
    this.#intervalMs = intervalMs;
    this.#work = work;
  }

  request(): void {
    this.#due = true;
    if (this.#timer === undefined) this.#tick();
  }

  /** Does now what is due, and rests. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#due) return;
    this.#due = false;
    this.#work();
  }

  /** Forgets what is due. */
  drop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#due = false;
  }

  #tick(): void {
    this.flush();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#due) this.#tick();
    }, this.#intervalMs);
  }
}
