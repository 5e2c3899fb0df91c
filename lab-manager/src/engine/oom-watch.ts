import type { Clock, EngineEvent } from '../core/ports.ts';

/** As long as a person may want to know; longer, and what was killed is what was run long ago. */
const rememberedMs = 60 * 60_000;

/**
 * What the kernel killed for want of memory inside containers that went on: an engine tells that once, as an event, and
 * shows it nowhere afterwards. Forgotten with the manager, as it is after an hour.
 */
export class OomWatch {
  readonly #clock: Clock;
  readonly #last = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  note({ type, action, name }: EngineEvent): void {
    if (type === 'container' && action === 'oom' && name !== undefined)
      this.#last.set(name, this.#clock.now());
  }

  /** Container names with the time of the last one. */
  get recent(): ReadonlyMap<string, number> {
    const since = this.#clock.now() - rememberedMs;
    for (const [name, at] of this.#last) if (at < since) this.#last.delete(name);
    return this.#last;
  }
}
