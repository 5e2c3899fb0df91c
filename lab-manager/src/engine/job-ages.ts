import type { Job } from '../core/model/job.ts';
import type { Clock } from '../core/ports.ts';

/**
 * How old jobs are, by the clock that can't be set: that jumps neither ends a wait early nor draws it out. Of a job from
 * before this start of the manager, only the other clock can tell.
 */
export class JobAges {
  readonly #clock: Clock;
  readonly #born = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Told of each change of a job. */
  note(job: Job): void {
    if (job.endedAt === undefined) this.ms(job);
    else this.#born.delete(job.id);
  }

  ms({ id, createdAt }: Job): number {
    const now = this.#clock.monotonic();
    const born = this.#born.get(id) ?? now - Math.max(0, this.#clock.now() - createdAt);
    this.#born.set(id, born);
    return now - born;
  }
}
