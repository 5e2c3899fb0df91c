/**
 * Every place at which hands are used, by name: a test may let one fail there, or have the manager die there. What was begun
 * then comes back only once the manager is gone, and is nobody's any more.
 */
export class FakeUses {
  /** In order. */
  readonly reached: string[] = [];
  /** Throw to let it fail; `'dies'`: the manager does, here. */
  at: (place: string) => 'dies' | undefined = () => undefined;
  /** The manager died there. */
  onDeath: (place: string) => void = () => undefined;
  /** Whatever is to be waited for there. */
  hold: (place: string) => Promise<void> = () => Promise.resolve();
  #hanging: (() => void)[] = [];

  async reach(place: string): Promise<void> {
    this.reached.push(place);
    await this.hold(place);
    await this.#deathAt(place);
  }

  /** For what can't wait where it is: undefined, or what settles once the manager is gone. */
  deathAt(place: string): Promise<never> | undefined {
    this.reached.push(place);
    return this.#deathAt(place);
  }

  #deathAt(place: string): Promise<never> | undefined {
    if (this.at(place) !== 'dies') return undefined;
    this.onDeath(place);
    const gone = new Promise<never>((_, reject) =>
      this.#hanging.push(() => reject(new Error('the manager is gone'))),
    );
    // Who began it may be waiting for something else by then.
    gone.catch(() => undefined);
    return gone;
  }

  /** Once nothing that comes back is written down any more. */
  managerIsGone(): void {
    for (const end of this.#hanging.splice(0)) end();
  }
}
