import { join } from 'node:path';
import { writtenFolders } from '../../core/backup/backup-sources.ts';
import type { DiskRoom } from '../../core/backup/kept-free.ts';
import type { LabError } from '../../core/model/lab-error.ts';
import type { LabFiles } from '../../core/ports.ts';
import { pause } from '../../wake.ts';

export interface LabDisksOptions {
  files: Pick<LabFiles, 'diskSpace'>;
  home: string;
  /** Milliseconds between two looks at the disk. */
  everyMs?: number;
}

/** Where something is written that nobody knows the size of beforehand. */
export interface WrittenPlace {
  /** Absolute; it need not be there yet. */
  path: string;
  /** Why no more may be written, with so much room there; undefined: it may. */
  refusal(room: DiskRoom): LabError | undefined;
}

/** What is written within it has to leave room enough. */
const usualEveryMs = 500;

/** What backups write beside the lab must not take what databases on the same disk need to go on, least of all at night. */
export class LabDisks {
  readonly #options: LabDisksOptions;

  constructor(options: LabDisksOptions) {
    this.#options = options;
  }

  /**
   * Throws what refuses it, before `work` or while it goes on: it is ended by its signal then. On a disk that the lab writes
   * nothing to nothing is refused.
   */
  async during<Result>(
    place: WrittenPlace,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    if (!(await this.isShared(place.path))) return work(signal);
    const refusal = await this.#refusal(place);
    if (refusal) throw refusal;
    const [full, done] = [new AbortController(), new AbortController()];
    const watching = this.#watch(place, full, done.signal);
    try {
      return await work(AbortSignal.any([signal, full.signal]));
    } catch (error) {
      throw full.signal.aborted && !signal.aborted ? full.signal.reason : error;
    } finally {
      done.abort();
      await watching;
    }
  }

  async #watch(place: WrittenPlace, full: AbortController, until: AbortSignal): Promise<void> {
    const { everyMs = usualEveryMs } = this.#options;
    while (!until.aborted && !full.signal.aborted) {
      await pause(everyMs, until);
      // A disk that can't be asked now is asked again; writing to it fails by itself.
      const refusal = await this.#refusal(place).catch(() => undefined);
      if (refusal) full.abort(refusal);
    }
  }

  async #refusal({ path, refusal }: WrittenPlace): Promise<LabError | undefined> {
    return refusal(await this.#options.files.diskSpace(path));
  }

  /**
   * Whether anything of the lab lies on the disk that `path` lies on, or would: a folder of an environment may be on another than the
   * data root. Of such a folder that can't be looked at now nobody can tell, and nothing is written to it either.
   */
  async isShared(path: string): Promise<boolean> {
    const { files, home } = this.#options;
    const [there, root] = await Promise.all([files.diskSpace(path), files.diskSpace(home)]);
    const others = await Promise.allSettled(
      writtenFolders.map((folder) => files.diskSpace(join(home, folder))),
    );
    const labs = [root, ...others.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))];
    return labs.some(({ device }) => device === there.device);
  }
}
