import { assertShown, isShown } from '../../core/backup/backup-sources.ts';
import type { SnapshotEntry } from '../../core/ports.ts';
import type { Backups, FolderListing } from '../backups.ts';
import type { Listings } from './listings.ts';
import type { Repositories } from './repository-access.ts';
import { entryAt, noSuchEntry } from './snapshot-entries.ts';

export interface BrowsingOptions {
  repositories: Repositories;
  listings: Pick<Listings, 'snapshot'>;
}

/** Kept in memory of one folder; what lies beyond is counted. */
const mostEntries = 100_000;

/** What a snapshot holds, folder by folder and file by file; what is the lab's own is shown to nobody. */
export function browsing({ repositories, listings }: BrowsingOptions): Pick<Backups, 'browse' | 'read'> {
  const entries = async (
    repository: string,
    id: string,
    folder: string,
    signal?: AbortSignal,
  ): Promise<FolderListing> => {
    const snapshot = await listings.snapshot(repository, id, signal);
    return repositories.with(repository, async (it) => {
      const found: SnapshotEntry[] = [];
      let beyond = 0;
      for await (const entry of it.list(snapshot.id, folder)) {
        if (signal?.aborted === true) throw signal.reason;
        if (!isShown(entry.path)) continue;
        if (found.length < mostEntries) found.push(entry);
        else beyond += 1;
      }
      return { entries: found, beyond };
    });
  };

  return {
    async browse(name, id, folder, signal) {
      assertShown(folder);
      return entries(repositories.named(name).name, id, folder, signal);
    },

    async read(name, id, path, signal) {
      assertShown(path);
      const { name: repository } = repositories.named(name);
      const snapshot = await listings.snapshot(repository, id, signal);
      const entry = await repositories.with(repository, (it) => entryAt(it, snapshot.id, path, signal));
      if (entry?.type !== 'file') throw noSuchEntry(snapshot.id, path, `file ${path}`);
      return { entry, bytes: readOpen(repositories, repository, snapshot.id, path, signal) };
    },
  };
}

/** Its secrets stay in memory for as long as it is read. */
async function* readOpen(
  repositories: Repositories,
  repository: string,
  snapshot: string,
  path: string,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const opened = await repositories.held(repository);
  try {
    yield* opened.repository.read(snapshot, path, signal);
  } finally {
    await opened.close();
  }
}
