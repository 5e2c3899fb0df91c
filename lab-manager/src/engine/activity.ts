import type { Job } from '../core/model/job.ts';
import type { Clock, EnvironmentMemories } from '../core/ports.ts';
import type { JobAges } from './job-ages.ts';

/** Who came is written down seldom: a restart makes an environment seem idle for at most so much longer. */
const writeEveryMs = 60_000;

interface Seen {
  /** By the clock that never jumps. */
  at: number;
  writtenAt: number;
  /** False: nobody is known to have ever come, and `at` is when that was first asked. */
  somebody: boolean;
}

/** When somebody was last in each environment. */
export class Activity {
  readonly #clock: Clock;
  readonly #memories: EnvironmentMemories;
  readonly #seen = new Map<string, Seen>();

  constructor(clock: Clock, memories: EnvironmentMemories) {
    this.#clock = clock;
    this.#memories = memories;
  }

  /** Somebody was there that long ago; what is known of later stays so. */
  note(environment: string, agoMs = 0): void {
    const last = this.#last(environment);
    const at = Math.max(this.#clock.monotonic() - agoMs, last.somebody ? last.at : -Infinity);
    const { writtenAt } = last;
    const write = at - writtenAt >= writeEveryMs;
    this.#seen.set(environment, { at, writtenAt: write ? at : writtenAt, somebody: true });
    if (write) this.#memories.noteActivity(environment, this.#clock.now() - agoMs);
  }

  /** Milliseconds without anybody; after a restart, as far as it was written down. Nobody ever: since now. */
  idleMs(environment: string): number {
    return this.#clock.monotonic() - this.#last(environment).at;
  }

  /** Whether somebody came within the last so many milliseconds. */
  cameWithin(environment: string, milliseconds: number): boolean {
    const { at, somebody } = this.#last(environment);
    return somebody && this.#clock.monotonic() - at < milliseconds;
  }

  #last(environment: string): Seen {
    const known = this.#seen.get(environment);
    if (known !== undefined) return known;
    const written = this.#memories.get(environment).lastActivityAt;
    const ago = written === undefined ? 0 : Math.max(0, this.#clock.now() - written);
    const at = this.#clock.monotonic() - ago;
    const somebody = written !== undefined;
    const seen = { at, writtenAt: somebody ? at : -Infinity, somebody };
    this.#seen.set(environment, seen);
    return seen;
  }
}

/** Whether somebody came to one of these since the job was asked for. */
export const cameSince =
  (activity: Activity, ages: JobAges) =>
  (job: Job, places: readonly string[]): boolean =>
    places.some((it) => activity.cameWithin(it, ages.ms(job)));
