/** Of each name one at a time, in the order of asking; a failure is whose it is, and holds up nobody. */
export class InTurn {
  readonly #last = new Map<string, Promise<unknown>>();

  async of<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const mine = (this.#last.get(name) ?? Promise.resolve()).then(work);
    const over = mine.catch(() => undefined);
    this.#last.set(name, over);
    try {
      return await mine;
    } finally {
      if (this.#last.get(name) === over) this.#last.delete(name);
    }
  }
}
