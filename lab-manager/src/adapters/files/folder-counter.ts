import { folderSize } from './folder-size.ts';

type Count = (path: string, signal: AbortSignal) => Promise<number | undefined>;

/** Counts what folders take, for whoever asks: one folder at a time, so that two counts don't pull one disk to and fro. */
export class FolderCounter {
  readonly #stop: AbortSignal;
  readonly #count: Count;
  #last: Promise<unknown> = Promise.resolve();

  /** Once `stop` aborts, no count goes on and none begins. */
  constructor(stop: AbortSignal, count: Count = folderSize) {
    this.#stop = stop;
    this.#count = count;
  }

  size(path: string, signal?: AbortSignal): Promise<number | undefined> {
    const either = signal === undefined ? this.#stop : AbortSignal.any([this.#stop, signal]);
    const counted = this.#last.then(() => this.#count(path, either));
    this.#last = counted.catch(() => undefined);
    return counted;
  }
}
