import { fullForTheLab } from '../../core/backup/kept-free.ts';
import { resolveLocation } from '../../core/backup/repository-place.ts';
import type { LabDisks } from './lab-disks.ts';
import type { Repositories } from './repository-access.ts';

export interface RoomForTheLabOptions {
  repositories: Pick<Repositories, 'named'>;
  disks: Pick<LabDisks, 'during'>;
  home: string;
}

/** A repository that is a folder may lie on a disk that the lab writes to. */
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
    const { repositories, disks, home } = this.#options;
    const place = resolveLocation(repositories.named(repository).location, home);
    if (place.kind !== 'folder') return work(signal);
    const { path } = place;
    return disks.during({ path, refusal: (room) => fullForTheLab(repository, room) }, signal, work);
  }
}
