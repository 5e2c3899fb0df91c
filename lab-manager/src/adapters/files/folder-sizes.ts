import type { Clock } from '../../core/ports.ts';

/** What was counted is old after this long, ... */
const freshMs = 10 * 60_000;
/** ... and where counting takes long, after so many times that: it keeps the disk busy for a twentieth of the time at most. */
const restFactor = 20;

interface Counted {
  bytes: number | undefined;
  /** Monotonic; undefined: was never counted. */
  due: number | undefined;
}

export interface FolderSizesOptions {
  clock: Pick<Clock, 'monotonic'>;
  count(path: string): Promise<number | undefined>;
}

/** How large folders are, as of the last count: asking never waits. They are counted one after the other. */
export class FolderSizes {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #count: (path: string) => Promise<number | undefined>;
  readonly #known = new Map<string, Counted>();
  #counting = false;

  constructor({ clock, count }: FolderSizesOptions) {
    this.#clock = clock;
    this.#count = count;
  }

  /** Of exactly these folders, in their order: others are forgotten. Undefined: not known yet, or it can't be counted. */
  of(paths: readonly string[]): readonly (number | undefined)[] {
    for (const path of this.#known.keys()) if (!paths.includes(path)) this.#known.delete(path);
    for (const path of paths)
      if (!this.#known.has(path)) this.#known.set(path, { bytes: undefined, due: undefined });
    void this.#countNext();
    return paths.map((path) => this.#known.get(path)?.bytes);
  }

  /** What is there under this path from now on is something else. */
  forget(path: string): void {
    this.#known.delete(path);
  }

  /** Goes on until nothing is due. */
  async #countNext(): Promise<void> {
    if (this.#counting) return;
    this.#counting = true;
    for (let next = this.#mostDue(); next !== undefined; next = this.#mostDue()) {
      const [path, counted] = next;
      const began = this.#clock.monotonic();
      // Of what can't be counted now, what was counted before is the best that is known.
      counted.bytes = await this.#count(path).catch(() => counted.bytes);
      const now = this.#clock.monotonic();
      counted.due = now + Math.max(freshMs, restFactor * (now - began));
    }
    this.#counting = false;
  }

  /** First what was never counted. */
  #mostDue(): [string, Counted] | undefined {
    const now = this.#clock.monotonic();
    const at = ({ due = -Infinity }: Counted): number => due;
    return [...this.#known].filter(([, it]) => at(it) <= now).sort(([, a], [, b]) => at(a) - at(b))[0];
  }
}
