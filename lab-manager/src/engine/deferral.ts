import { waitsForWork } from '../core/ondemand/deferring.ts';
import {
  endangered,
  tellingOfWork,
  without,
  workByWhatRuns,
  workplaces,
} from '../core/ondemand/endangered.ts';
import { reasonToWait } from '../core/ondemand/work-words.ts';
import type { Plan } from '../core/model/operation.ts';
import type { Workplace } from '../core/model/work.ts';
import type { Clock } from '../core/ports.ts';
import type { WorkInside } from './environment-work.ts';
import type { Look } from './look.ts';
import type { Waiting } from './waiting.ts';

/** Leaves for later what would end work and was not asked for: nobody's scenario or cell ends because a setting drifted. */
export class Deferral {
  readonly #inside: Pick<WorkInside, 'ask'>;
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #waiting: Waiting;
  /** Since when those that are in danger have not answered. */
  readonly #silentSince = new Map<string, number>();

  constructor(inside: Pick<WorkInside, 'ask'>, clock: Pick<Clock, 'monotonic'>, waiting: Waiting) {
    this.#inside = inside;
    this.#clock = clock;
    this.#waiting = waiting;
  }

  /** What of the plan can be done now. `asked`: whether that service is meant to be stopped. */
  async doable(
    seen: Pick<Look, 'plan' | 'observed'>,
    asked: (service: string) => boolean = () => false,
  ): Promise<Plan> {
    const inDanger = endangered(seen, asked);
    const left: Workplace[] = [];
    for (const workplace of workplaces) {
      const isInDanger = inDanger.includes(workplace);
      // It is asked only while something is to be done: a silence of before says nothing of now.
      if (!isInDanger) this.#silentSince.delete(workplace);
      const why = isInDanger ? await this.#why(workplace, seen) : undefined;
      if (why !== undefined) left.push(workplace);
      this.#note(workplace, why && `Changes wait for its work to end: ${why}.`);
    }
    const workBy = workByWhatRuns(seen.observed.containers);
    return without(seen.plan, (it) => !asked(it) && workBy(it).some((one) => left.includes(one)));
  }

  /** The codelab is a part of dev. */
  #note(workplace: Workplace, words: string | undefined): void {
    if (workplace === 'dev-codelab') this.#waiting.note('dev', 'changes of the codelab', words);
    else this.#waiting.note(workplace, 'changes', words);
  }

  async #why(workplace: Workplace, { observed }: Pick<Look, 'observed'>): Promise<string | undefined> {
    const work = await this.#inside.ask(workplace);
    const tell = tellingOfWork(workplace);
    const heard = {
      work,
      silentMs: this.#silentMs(workplace, work === undefined),
      unhealthy: observed.containers.some(
        ({ service = '', health }) => tell.includes(service) && health === 'unhealthy',
      ),
    };
    return waitsForWork(heard) ? reasonToWait(workplace, work) : undefined;
  }

  #silentMs(workplace: Workplace, silent: boolean): number {
    if (!silent) {
      this.#silentSince.delete(workplace);
      return 0;
    }
    const now = this.#clock.monotonic();
    const since = this.#silentSince.get(workplace) ?? now;
    this.#silentSince.set(workplace, since);
    return now - since;
  }
}
