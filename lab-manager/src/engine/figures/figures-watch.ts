import type { FigureSeries } from '../../core/figures/history.ts';
import { pressureOf, tightNow, type Tight } from '../../core/figures/pressure.ts';
import type { Figures } from '../../core/model/figures.ts';
import type { Clock, FigureHistory } from '../../core/ports.ts';
import { pause, Wake } from '../../wake.ts';
import { DayOfFigures, type DayOfFiguresOptions } from './day-of-figures.ts';
import { nothingKnown, type FiguresNow, type FolderSizes, type Pressure } from './now.ts';
import type { Reading, Sampler } from './sampler.ts';

export interface FiguresWatchOptions {
  sampler: Pick<Sampler, 'read'>;
  history: FigureHistory;
  clock: Clock;
  folders(): ReadonlyMap<string, FolderSizes>;
  onUnexpected(error: unknown): void;
  timing?: Partial<FiguresTiming>;
}

export interface FiguresTiming extends Pick<DayOfFiguresOptions, 'minutesAtOnce'> {
  /**
   * While nobody looks: each reading costs the engine some 5 ms of processor time for every container. Less than a minute,
   * of which each has its point, however long the readings take.
   */
  idleMs: number;
  watchedMs: number;
  /** A reading that is younger is as good as a new one. */
  freshMs: number;
  /** How long somebody who asks waits for a new one: an engine that hangs would take its whole time limit. */
  patienceMs: number;
}

const usual: FiguresTiming = {
  idleMs: 50_000,
  watchedMs: 3000,
  freshMs: 1500,
  patienceMs: 4000,
  minutesAtOnce: 5,
};

/** Reads figures all the time, seldom while nobody looks, and keeps a day of them. */
export class FiguresWatch {
  readonly #options: FiguresWatchOptions;
  readonly #timing: FiguresTiming;
  readonly #listeners = new Set<(now: FiguresNow) => void>();
  readonly #wake = new Wake();
  readonly #day: DayOfFigures;
  #latest = nothingKnown;
  #readAt: number | undefined;
  #reading: Promise<void> | undefined;
  #tight: Tight = new Map();

  constructor(options: FiguresWatchOptions) {
    this.#options = options;
    this.#timing = { ...usual, ...options.timing };
    const { minutesAtOnce } = this.#timing;
    this.#day = new DayOfFigures({ ...options, minutesAtOnce });
  }

  get latest(): FiguresNow {
    return this.#latest;
  }

  get pressure(): Pressure {
    const { clock } = this.#options;
    return pressureOf(this.#tight, clock.monotonic(), clock.now());
  }

  /** Read now, or a moment ago; of an engine that doesn't answer in time, what was known before. */
  async now(): Promise<FiguresNow> {
    if (!this.#isFresh()) {
      const over = new AbortController();
      await Promise.race([this.#read(), pause(this.#timing.patienceMs, over.signal)]);
      over.abort();
    }
    return this.#latest;
  }

  /** While anybody listens, readings come often. */
  onReading(listener: (now: FiguresNow) => void): () => void {
    this.#listeners.add(listener);
    this.#wake.now();
    return () => void this.#listeners.delete(listener);
  }

  history(subject: string, since: number): FigureSeries {
    return this.#day.of(subject, since);
  }

  /** `changed`: a service came close to its memory limit, or away from it. Ends when `signal` aborts, all written. */
  async run(changed: () => void, signal: AbortSignal): Promise<void> {
    let told = '';
    while (!signal.aborted) {
      if (!this.#isFresh()) await this.#read(signal);
      const pressed = [...this.pressure.keys()].join();
      if (pressed !== told) changed();
      told = pressed;
      await this.#wake.wait(this.#listeners.size > 0 ? this.#timing.watchedMs : this.#timing.idleMs, signal);
    }
    await this.#reading;
    this.#day.close();
  }

  #isFresh(): boolean {
    return (
      this.#readAt !== undefined && this.#options.clock.monotonic() - this.#readAt < this.#timing.freshMs
    );
  }

  /** One at a time: who asks while one is under way gets that one. */
  #read(signal = new AbortController().signal): Promise<void> {
    this.#reading ??= this.#readOnce(signal).finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  async #readOnce(signal: AbortSignal): Promise<void> {
    try {
      const reading = await this.#options.sampler.read(signal);
      this.#readAt = this.#options.clock.monotonic();
      if (!signal.aborted) this.#take(reading);
    } catch (error) {
      this.#options.onUnexpected(error);
    }
  }

  #take(reading: Reading): void {
    const folders = this.#options.folders();
    const figures = withFolders(reading.figures, folders);
    const { at, counters, machine, disks } = reading;
    this.#latest = { at, figures, counters, machine, disks, folders };
    this.#tight = tightNow(this.#tight, heldBy(reading), this.#options.clock.monotonic());
    this.#day.add({ ...reading, figures });
    for (const listener of this.#listeners) listener(this.#latest);
  }
}

function withFolders(
  figures: Reading['figures'],
  folders: ReadonlyMap<string, FolderSizes>,
): ReadonlyMap<string, Figures> {
  const next = new Map(figures);
  for (const [environment, { data, database }] of folders)
    next.set(environment, {
      ...next.get(environment),
      ...(data === undefined ? {} : { data }),
      ...(database === undefined ? {} : { database }),
    });
  return next;
}

const heldBy = ({ counters }: Reading) =>
  new Map(
    [...counters].map(([service, { memoryBytes, memoryLimitBytes }]) => [
      service,
      { memoryBytes, limitBytes: memoryLimitBytes },
    ]),
  );
