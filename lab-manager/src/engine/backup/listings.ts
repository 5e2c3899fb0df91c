import { findSnapshot } from '../../core/backup/find-snapshot.ts';
import type { Snapshot } from '../../core/model/backup.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { Repositories } from './repository-access.ts';

interface Known {
  snapshots: readonly Snapshot[];
  unreadable: readonly string[];
}

/** What a job made; the whole one where a death left others beside it. */
export function madeBy(job: string, all: readonly Snapshot[]): Snapshot | undefined {
  const own = all.filter((one) => one.job === job);
  return own.findLast(({ complete }) => complete) ?? own.at(-1);
}

/**
 * Which snapshots there are, as repositories said last. One that can't be read has no list: never an empty one, which would
 * look as if there were none. What is unreadable of one hides none of the others.
 */
export class Listings {
  readonly #repositories: Repositories;
  readonly #labId: string;
  readonly #known = new Map<string, Known>();

  constructor(repositories: Repositories, labId: string) {
    this.#repositories = repositories;
    this.#labId = labId;
  }

  /** Of this lab, oldest first; undefined before somebody looked. */
  last(repository: string): readonly Snapshot[] | undefined {
    return this.#known.get(repository)?.snapshots;
  }

  /** Looks anew; what can't be read is left out. Throws what the repository throws. */
  async anew(repository: string, signal?: AbortSignal): Promise<readonly Snapshot[]> {
    const { snapshots, unreadable } = await this.#repositories.with(repository, (it) => it.snapshots(signal));
    const own = snapshots.filter(({ labId }) => labId === this.#labId);
    this.#known.set(repository, { snapshots: own, unreadable });
    return own;
  }

  /** For whoever takes out by it. Throws `backup.damaged` where something that lies there could not be read. */
  async whole(repository: string, signal?: AbortSignal): Promise<readonly Snapshot[]> {
    const own = await this.anew(repository, signal);
    const unreadable = this.#known.get(repository)?.unreadable ?? [];
    if (unreadable.length === 0) return own;
    const ids = unreadable.map((id) => id.slice(0, 8)).join(', ');
    throw new LabError(
      'backup.damaged',
      `The list of snapshots of ${repository} is not whole: ${ids} can't be read.`,
      {
        hint: `Until it is repaired nothing is taken out of it: labctl backup repair --repository ${repository}.`,
      },
    );
  }

  async of(repository: string, signal?: AbortSignal): Promise<readonly Snapshot[]> {
    return this.last(repository) ?? this.anew(repository, signal);
  }

  forget(repository: string): void {
    this.#known.delete(repository);
  }

  /** By its id, or at least the first eight digits of it. Throws `backup.unknown_snapshot`, also where several begin so. */
  async snapshot(repository: string, id: string, signal?: AbortSignal): Promise<Snapshot> {
    const found =
      findSnapshot(await this.of(repository, signal), id) ??
      findSnapshot(await this.anew(repository, signal), id);
    if (found !== undefined) return found;
    throw new LabError(
      'backup.unknown_snapshot',
      `There is no snapshot ${id.slice(0, 64)} of this lab in ${repository}.`,
      {
        hint: `List those that there are: labctl backup list --repository ${repository}.`,
      },
    );
  }
}
