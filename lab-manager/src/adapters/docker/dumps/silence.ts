/** Ends, by its signal, what has said nothing for so many milliseconds. */
export class Silence {
  readonly #controller = new AbortController();
  readonly #most: number;
  #timer: NodeJS.Timeout;

  constructor(most: number) {
    this.#most = most;
    this.#timer = this.#begun();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Something was said: what it takes to deal with that is no silence of the other side. */
  async broken(deal: () => Promise<void>): Promise<void> {
    clearTimeout(this.#timer);
    await deal();
    this.#timer = this.#begun();
  }

  /** Nobody listens any more. */
  end(): void {
    clearTimeout(this.#timer);
  }

  #begun(): NodeJS.Timeout {
    return setTimeout(() => this.#controller.abort(), this.#most);
  }
}
