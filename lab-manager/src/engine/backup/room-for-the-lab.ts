import { join } from 'node:path';
import { fullForTheLab } from '../../core/backup/kept-free.ts';
import { writtenFolders } from '../../core/backup/backup-sources.ts';
import { resolveLocation } from '../../core/backup/repository-place.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { LabFiles } from '../../core/ports.ts';
import { pause } from '../../wake.ts';
import type { Repositories } from './repository-access.ts';

export interface RoomForTheLabOptions {
  repositories: Pick<Repositories, 'named'>;
  files: Pick<LabFiles, 'diskSpace'>;
  home: string;
  /** Milliseconds between two looks at the disk. */
  everyMs?: number;
}

/** What an engine of backups writes within it has to leave room enough. */
const usualEveryMs = 500;

/** A repository on the lab's own disk must not take what databases need to go on, least of all at night. */
export class RoomForTheLab {
  readonly #options: RoomForTheLabOptions;

  constructor(options: RoomForTheLabOptions) {
    this.#options = options;
  }

  /** Throws `backup.target_full` where too little is free, before `work` or while it goes on: it is ended by its signal then. */
  async during<Result>(
    repository: string,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    const path = await this.#sharedPath(repository);
    if (path === undefined) return work(signal);
    await this.#assertRoom(repository, path);
    const [full, done] = [new AbortController(), new AbortController()];
    const watching = this.#watch(repository, path, full, done.signal);
    try {
      return await work(AbortSignal.any([signal, full.signal]));
    } catch (error) {
      throw full.signal.aborted && !signal.aborted ? full.signal.reason : error;
    } finally {
      done.abort();
      await watching;
    }
  }

  async #watch(repository: string, path: string, full: AbortController, until: AbortSignal): Promise<void> {
    const { everyMs = usualEveryMs } = this.#options;
    while (!until.aborted && !full.signal.aborted) {
      await pause(everyMs, until);
      await this.#assertRoom(repository, path).catch((error: unknown) => {
        // A disk that can't be asked now is asked again; writing to it fails by itself.
        if (error instanceof LabError && error.code === 'backup.target_full') full.abort(error);
      });
    }
  }

  async #assertRoom(repository: string, path: string): Promise<void> {
    const refusal = fullForTheLab(repository, await this.#options.files.diskSpace(path));
    if (refusal) throw refusal;
  }

  /** Undefined: it lies on no disk that the lab writes to. */
  async #sharedPath(repository: string): Promise<string | undefined> {
    const { repositories, files, home } = this.#options;
    const place = resolveLocation(repositories.named(repository).location, home);
    if (place.kind !== 'folder') return undefined;
    const { device } = await files.diskSpace(place.path);
    const labs = await Promise.all(writtenFolders.map((path) => files.diskSpace(join(home, path))));
    return labs.some((one) => one.device === device) ? place.path : undefined;
  }
}
