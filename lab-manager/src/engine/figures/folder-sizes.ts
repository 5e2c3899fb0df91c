import { LabError } from '../../core/model/lab-error.ts';
import type { Clock, LabFiles } from '../../core/ports.ts';
import { pause } from '../../wake.ts';
import type { FolderSizes } from './now.ts';

export interface FolderSizesOptions {
  files: Pick<LabFiles, 'folderSize'>;
  clock: Clock;
  /** The folders of each environment. */
  folders(): readonly { environment: string; data: string; database: string }[];
  timing?: Partial<FolderTiming>;
}

export interface FolderTiming {
  /** After the start, when there is enough to do. */
  firstMs: number;
  leastMs: number;
  /** A count that took long comes seldom: this many times as long as it took. */
  timesAsLong: number;
}

const usual: FolderTiming = { firstMs: 60_000, leastMs: 15 * 60_000, timesAsLong: 100 };

/** What the environments' folders take on the disk; one folder at a time, and never twice at once. */
export class FolderSizesWatch {
  readonly #options: FolderSizesOptions;
  readonly #timing: FolderTiming;
  #sizes: ReadonlyMap<string, FolderSizes> = new Map();

  constructor(options: FolderSizesOptions) {
    this.#options = options;
    this.#timing = { ...usual, ...options.timing };
  }

  get sizes(): ReadonlyMap<string, FolderSizes> {
    return this.#sizes;
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    const { firstMs, leastMs, timesAsLong } = this.#timing;
    await pause(firstMs, signal);
    while (!signal.aborted) {
      const began = clock.monotonic();
      await this.#measure(signal);
      await pause(Math.max(leastMs, (clock.monotonic() - began) * timesAsLong), signal);
    }
  }

  async #measure(signal: AbortSignal): Promise<void> {
    const sizes = new Map<string, FolderSizes>();
    for (const folder of this.#options.folders()) {
      const data = await this.#size(folder.data, signal);
      const database = await this.#size(folder.database, signal);
      // An environment that was never enabled has none.
      if (data !== undefined || database !== undefined)
        sizes.set(folder.environment, { data, database, at: this.#options.clock.now() });
    }
    if (!signal.aborted) this.#sizes = sizes;
  }

  async #size(path: string, signal: AbortSignal): Promise<number | undefined> {
    if (signal.aborted) return undefined;
    try {
      return await this.#options.files.folderSize(path, signal);
    } catch (error) {
      if (error instanceof LabError) return undefined;
      throw error;
    }
  }
}
