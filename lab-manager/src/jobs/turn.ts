/** One at a time, in the order of asking. */
export class Turn {
  #taken = false;
  readonly #waiting: (() => void)[] = [];

  async take(): Promise<void> {
    if (this.#taken) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#taken = true;
  }

  give(): void {
    const next = this.#waiting.shift();
    // It stays taken: nobody may come in between.
    if (next === undefined) this.#taken = false;
    else next();
  }
}
