import { parseManifest } from '../../core/backup/manifest.ts';
import { stagedInSnapshot, stagedManifest } from '../../core/backup/staged-files.ts';
import type { SnapshotManifest } from '../../core/model/backup.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { Repositories } from './repository-access.ts';

/** Much more than any lab's. */
const mostBytes = 64 * 1024 ** 2;
const mostKept = 50;

/** What snapshots say of themselves. They never change, so one that was read once is known. */
export class Manifests {
  readonly #repositories: Repositories;
  readonly #known = new Map<string, SnapshotManifest>();

  constructor(repositories: Repositories) {
    this.#repositories = repositories;
  }

  /** By the whole id. Throws what the repository throws, `backup.invalid_manifest`, `backup.newer`. */
  async of(repository: string, snapshot: string, signal: AbortSignal): Promise<SnapshotManifest> {
    const key = `${repository}/${snapshot}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const text = await this.#repositories.with(repository, (it) =>
      textOf(it.read(snapshot, stagedInSnapshot(stagedManifest), signal)),
    );
    const manifest = parseManifest(text);
    this.#known.set(key, manifest);
    const [oldest] = this.#known.keys();
    if (this.#known.size > mostKept && oldest !== undefined) this.#known.delete(oldest);
    return manifest;
  }
}

async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of bytes) {
    size += part.length;
    if (size > mostBytes)
      throw new LabError(
        'backup.invalid_manifest',
        'What the snapshot says of itself is too large to be read.',
        { hint: 'Restore another snapshot: labctl backup list tells which there are.' },
      );
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
