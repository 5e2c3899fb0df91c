import type { Plan } from '../core/model/operation.ts';
import type { Clock } from '../core/ports.ts';
import { Backoff } from './backoff.ts';
import type { Look } from './look.ts';
import { pause, Wake } from '../wake.ts';

export interface LoopOptions {
  clock: Clock;
  /** Undefined where the engine or the disk could not be asked. */
  look(signal: AbortSignal): Promise<Look | undefined>;
  /** What of the plan can be done now: what would end work waits. */
  doable(seen: Look): Promise<Plan>;
  /** A bug, or an error nobody expected: the loop goes on. */
  onUnexpected(error: unknown): void;
  /** Whether a job is running or waiting: jobs do their own looking. */
  busy(): boolean;
  /** Brings the lab back to what it should be; resolves to whether that succeeded. */
  heal(signal: AbortSignal): Promise<boolean>;
  timing?: Partial<LoopTiming>;
}

export interface LoopTiming {
  /** Looks at least this often, whatever the events say. */
  everyMs: number;
  /** Events come in swarms: waits this long for the rest of the swarm. */
  settleMs: number;
  /** Asks so often whether work has ended that keeps something from being done. */
  deferredMs: number;
  blind: { firstMs: number; mostMs: number };
  heal: { firstMs: number; mostMs: number };
}

const usual: LoopTiming = {
  everyMs: 60_000,
  settleMs: 200,
  deferredMs: 10_000,
  blind: { firstMs: 500, mostMs: 15_000 },
  heal: { firstMs: 10_000, mostMs: 300_000 },
};

/**
 * Level-triggered: an event only says "look", never what to do, so that a lost event costs a minute and nothing else.
 * INVARIANTS: one look at a time; no healing while a job runs or waits; after a failed healing none before the back-off ends.
 */
export class Loop {
  readonly #options: LoopOptions;
  readonly #timing: LoopTiming;
  readonly #wake = new Wake();
  readonly #blind: Backoff;
  readonly #failedHealing: Backoff;
  #noHealingBefore = 0;
  #healing: Promise<void> = Promise.resolve();

  constructor(options: LoopOptions) {
    this.#options = options;
    this.#timing = { ...usual, ...options.timing };
    this.#blind = new Backoff(this.#timing.blind.firstMs, this.#timing.blind.mostMs);
    this.#failedHealing = new Backoff(this.#timing.heal.firstMs, this.#timing.heal.mostMs);
  }

  /** Something may have changed. */
  wake(): void {
    this.#wake.now();
  }

  /** A person acted: what failed before may work now. */
  forgiveFailures(): void {
    this.#failedHealing.reset();
    this.#noHealingBefore = 0;
  }

  /** Returns once `signal` aborts and a healing under way has ended. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const pauseMs = await this.#turn(signal);
      await this.#wake.wait(pauseMs, signal);
      await pause(this.#timing.settleMs, signal);
    }
    await this.#healing;
  }

  /** One look and what follows from it; answers how long to sleep unless woken. */
  async #turn(signal: AbortSignal): Promise<number> {
    try {
      const seen = await this.#options.look(signal);
      if (seen === undefined) return this.#blind.fail();
      this.#blind.reset();
      return await this.#react(seen, signal);
    } catch (error) {
      if (signal.aborted) return 0;
      this.#options.onUnexpected(error);
      return this.#blind.fail();
    }
  }

  async #react(seen: Look, signal: AbortSignal): Promise<number> {
    // A job does its own asking.
    if (this.#options.busy() && seen.plan.length > 0) return this.#timing.everyMs;
    const plan = await this.#options.doable(seen);
    if (plan.length === 0) {
      this.forgiveFailures();
      return seen.plan.length === 0 ? this.#timing.everyMs : this.#timing.deferredMs;
    }
    if (this.#options.busy()) return this.#timing.everyMs;
    const waitMs = this.#noHealingBefore - this.#options.clock.monotonic();
    if (waitMs > 0) return waitMs;
    this.#healing = this.#heal(signal);
    return this.#timing.everyMs;
  }

  async #heal(signal: AbortSignal): Promise<void> {
    const healed = await this.#options.heal(signal).catch((error: unknown) => {
      this.#options.onUnexpected(error);
      return false;
    });
    if (!healed) this.#noHealingBefore = this.#options.clock.monotonic() + this.#failedHealing.fail();
    this.wake();
  }
}
