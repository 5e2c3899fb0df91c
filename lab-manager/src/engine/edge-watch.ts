import type { EdgeTrouble } from '../core/model/observed-state.ts';
import type { Clock, EdgeProbe } from '../core/ports.ts';
import { pause } from '../wake.ts';

export interface EdgeWatchOptions {
  probe: EdgeProbe;
  clock: Pick<Clock, 'now'>;
  /** The domain to ask for; undefined while nobody should expect an answer: the edge is down, nothing is published. */
  domain(): string | undefined;
  timing?: Partial<EdgeTiming>;
}

export interface EdgeTiming {
  everyMs: number;
  /** After a question that failed. */
  againMs: number;
}

const usual: EdgeTiming = { everyMs: 30_000, againMs: 3000 };
/** The edge takes a second to read what was published, and the manager one to start. */
const failuresToTell = 3;

/** Whether the lab answers through the edge: what is known of the edge's container says nothing about its routes. */
export class EdgeWatch {
  readonly #options: EdgeWatchOptions;
  readonly #timing: EdgeTiming;
  #trouble: EdgeTrouble | undefined;
  #failures = 0;

  constructor(options: EdgeWatchOptions) {
    this.#options = options;
    this.#timing = { ...usual, ...options.timing };
  }

  /** Undefined where the lab can be reached, and until it failed often enough to be told. */
  get trouble(): EdgeTrouble | undefined {
    return this.#failures < failuresToTell ? undefined : this.#trouble;
  }

  /** `changed`: whether the lab can be reached is not what it was. */
  async run(changed: () => void, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const { everyMs, againMs } = this.#timing;
      await pause(this.#failures === 0 ? everyMs : againMs, signal);
      const before = this.trouble?.reason;
      if (!signal.aborted) await this.#ask(signal);
      if (before !== this.trouble?.reason) changed();
    }
  }

  async #ask(signal: AbortSignal): Promise<void> {
    const { probe, clock, domain } = this.#options;
    const name = domain();
    const asked = clock.now();
    const reason = name === undefined ? undefined : await probe.ask(name, signal);
    if (signal.aborted) return;
    this.#failures = reason === undefined ? 0 : this.#failures + 1;
    this.#trouble = reason === undefined ? undefined : { since: this.#trouble?.since ?? asked, reason };
  }
}
