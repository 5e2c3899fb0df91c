import { byOthers, notByOthers } from '../../core/backup/installation.ts';
import { resolveLocation } from '../../core/backup/repository-place.ts';
import { newestGoodAt } from '../../core/backup/standing.ts';
import { gatherBackups, type RepositoryFacts } from '../../core/health/gather-backups.ts';
import type { KnownBackups } from '../../core/health/known-backups.ts';
import type { BackupFile, Installation, RepositoryFile, Snapshot } from '../../core/model/backup.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { BackupMemory, Clock, RepositorySecrets } from '../../core/ports.ts';
import type { Keys } from './keys.ts';
import type { LabDisks } from './lab-disks.ts';
import type { Listings } from './listings.ts';
import type { RecoveryCodes } from './recovery-codes.ts';
import { placeOf, type Repositories } from './repository-access.ts';

/** What the last look at a repository found. */
export interface RepositoryLook {
  bytes: number | undefined;
  onDataDisk: boolean | undefined;
  credentials: boolean;
  /** Ids of keys that were left behind. */
  leftKeys: readonly string[];
  /** Why it can't be used, a sentence. */
  trouble: string | undefined;
}

export interface RepositoryLooksOptions {
  repositories: Repositories;
  listings: Listings;
  keys: Pick<Keys, 'isMade'>;
  codes: Pick<RecoveryCodes, 'lookAt'>;
  secrets: RepositorySecrets;
  disks: Pick<LabDisks, 'isShared'>;
  memory: BackupMemory;
  clock: Clock;
  home: string;
  /** When this lab began to look after its backups, epoch milliseconds. */
  since: number;
}

/** Looks at repositories, and what is known of them between two looks: nobody who asks waits for one. */
export class RepositoryLooks {
  readonly #options: RepositoryLooksOptions;
  readonly #looks = new Map<string, RepositoryLook>();
  /** Those of which locks that an earlier manager left were looked for. */
  readonly #unlocked = new Set<string>();

  constructor(options: RepositoryLooksOptions) {
    this.#options = options;
  }

  of(name: string): RepositoryLook | undefined {
    return this.#looks.get(name);
  }

  forget(name: string): void {
    this.#looks.delete(name);
  }

  /** Never throws for a repository that can't be used: that is what is found then. */
  async lookAt(repository: RepositoryFile, signal?: AbortSignal): Promise<void> {
    const { repositories, listings, disks, secrets, keys, codes, home } = this.#options;
    const { name, location } = repository;
    const nothing = { bytes: undefined, onDataDisk: undefined, credentials: false, leftKeys: [] };
    let seen: Omit<RepositoryLook, 'trouble'> = this.of(name) ?? nothing;
    try {
      const place = resolveLocation(location, home);
      const onDataDisk = place.kind === 'folder' && (await disks.isShared(place.path));
      const { credentials, ssh } = await secrets.kept(placeOf(repository));
      seen = { ...seen, onDataDisk, credentials: credentials || ssh };
      if (keys.isMade(repository)) {
        this.#remember(name, await listings.anew(name, signal));
        if (!this.#unlocked.has(name)) await repositories.with(name, (it) => it.unlock());
        this.#unlocked.add(name);
        const found = await repositories.with(name, async (it) => ({
          bytes: await it.size(signal),
          leftKeys: await codes.lookAt(name, it),
        }));
        seen = { ...seen, ...found };
      }
      // Not before: until it was seen, it is what it was found to be last.
      this.#looks.set(name, { ...seen, trouble: undefined });
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      this.#looks.set(name, { ...seen, trouble: error.message });
    }
  }

  /** For a manager that starts while nobody can look. */
  #remember(name: string, snapshots: readonly Snapshot[]): void {
    const { memory, clock } = this.#options;
    const known = { health: memory.health(name), drills: memory.drills(), now: clock.now() };
    const own = notByOthers(snapshots, memory.installation(), known.now);
    memory.noteGood(name, newestGoodAt(own, known));
  }

  async lookAtAll(signal?: AbortSignal): Promise<void> {
    for (const repository of this.#options.repositories.all()) await this.lookAt(repository, signal);
  }

  /** For the checks; undefined before each was looked at once. */
  known(file: BackupFile): Omit<KnownBackups, 'awaitsRestore'> | undefined {
    const { memory, listings, clock, since } = this.#options;
    if (file.repositories.some(({ name }) => this.of(name) === undefined)) return undefined;
    const [installation, now] = [memory.installation(), clock.now()];
    const factsOf = (name: string): RepositoryFacts => ({
      known: memory.repository(name),
      health: memory.health(name),
      ...writers(listings.last(name), installation, now),
      trouble: this.of(name)?.trouble,
      onDataDisk: this.of(name)?.onDataDisk,
      leftKeys: this.of(name)?.leftKeys ?? [],
    });
    return gatherBackups(file, factsOf, memory.drills(), { since, now });
  }
}

function writers(
  listed: readonly Snapshot[] | undefined,
  installation: Installation,
  now: number,
): Pick<RepositoryFacts, 'snapshots' | 'othersAt'> {
  const snapshots = listed && notByOthers(listed, installation, now);
  return { snapshots, othersAt: byOthers(listed ?? [], installation, now).at(-1)?.takenAt };
}
