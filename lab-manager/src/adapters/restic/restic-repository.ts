import { LabError } from '../../core/model/lab-error.ts';
import type {
  BackupProgress,
  BackupRepository,
  BackupRequest,
  BackupSummary,
  CheckOutcome,
  RepositoryAccess,
  RepositoryKey,
  RestoreRequest,
  SnapshotEntry,
  SnapshotListing,
} from '../../core/ports/backups.ts';
import { backUp } from './back-up.ts';
import { listFolder, readFileOf } from './browse.ts';
import { checkRepository } from './check.ts';
import { cleanWords } from './clean-words.ts';
import { fieldsOf, numberOf, textOf } from './fields.ts';
import { clearHalfMade } from './half-made.ts';
import { fullId } from './ids.ts';
import { addKey, listKeys, removeKey } from './keys.ts';
import { resticRepository } from './location.ts';
import { removeUnreadable, repairPacks, repairSnapshots } from './repair.ts';
import type { Restic, Use } from './restic.ts';
import { restoreFolder } from './restore.ts';
import { listSnapshots } from './snapshots.ts';
import { unlockOwn } from './unlock.ts';

/** A command line holds some 2 MB; restic opens the repository anew each time. */
const atOnce = 500;
/** Of each there is a copy meanwhile, of 16 MiB as a rule. */
const packsAtOnce = 50;

/** One repository, by way of the program restic. */
export class ResticRepository implements BackupRepository {
  private readonly restic: Restic;
  private readonly access: RepositoryAccess;

  constructor(restic: Restic, access: RepositoryAccess) {
    this.restic = restic;
    this.access = access;
  }

  async init(signal?: AbortSignal, source?: RepositoryAccess): Promise<void> {
    try {
      await this.test(signal);
      return;
    } catch (error) {
      if (!(error instanceof LabError) || error.code !== 'backup.no_repository') throw error;
    }
    const { location } = this.access;
    if (location.kind === 'folder') await clearHalfMade(location.path, this.restic.options.hostname);
    await this.restic.run(this.access, {
      ...(source === undefined ? { args: ['init'] } : { args: ['init', '--copy-chunker-params'], source }),
      json: true,
      lock: 'none',
      doing: `make the repository ${this.access.name}${source === undefined ? '' : ` as a copy of ${source.name}`}`,
      limitMs: this.restic.options.answerMs,
      signal,
    });
  }

  async test(signal?: AbortSignal): Promise<void> {
    const doing = `open the repository ${this.access.name}`;
    await this.restic.run(this.access, {
      args: ['cat', 'config'],
      json: true,
      lock: 'none',
      doing,
      limitMs: this.restic.options.answerMs,
      signal,
    });
  }

  addKey(passwordFile: string): Promise<string> {
    return addKey(this.restic, this.access, passwordFile);
  }

  removeKey(key: string): Promise<void> {
    return removeKey(this.restic, this.access, key);
  }

  keys(): Promise<readonly RepositoryKey[]> {
    return listKeys(this.restic, this.access);
  }

  backup(
    request: BackupRequest,
    onProgress: (progress: BackupProgress) => void,
    signal?: AbortSignal,
  ): Promise<BackupSummary> {
    return backUp(this.restic, this.access, request, onProgress, signal);
  }

  snapshots(signal?: AbortSignal): Promise<SnapshotListing> {
    return listSnapshots(this.restic, this.access, signal);
  }

  list(snapshot: string, folder: string, recursive = false): AsyncIterable<SnapshotEntry> {
    return listFolder(this.restic, this.access, whole(snapshot), folder, recursive);
  }

  read(snapshot: string, path: string, signal: AbortSignal): AsyncIterable<Uint8Array> {
    return readFileOf(this.restic, this.access, whole(snapshot), path, signal);
  }

  async restore(
    request: RestoreRequest,
    onProgress: (progress: BackupProgress) => void,
    signal?: AbortSignal,
  ): Promise<{ files: number }> {
    whole(request.snapshot);
    return restoreFolder(this.restic, this.access, request, onProgress, signal);
  }

  async forget(snapshots: readonly string[], signal?: AbortSignal): Promise<void> {
    snapshots.forEach(whole);
    const doing = `take snapshots out of the repository ${this.access.name}`;
    for (let from = 0; from < snapshots.length; from += atOnce) {
      const args = ['forget', '--', ...snapshots.slice(from, from + atOnce)];
      await this.restic.run(this.access, { args, json: true, lock: 'waits', doing, signal });
    }
  }

  async retag(snapshot: string, tags: readonly string[], signal?: AbortSignal): Promise<string> {
    whole(snapshot);
    const doing = `tag the snapshot ${snapshot.slice(0, 8)} of the repository ${this.access.name}`;
    const args = ['tag', ...tags.map((tag) => `--set=${tag}`), '--', snapshot];
    let now: string | undefined;
    await this.restic.run(this.access, { args, json: true, lock: 'waits', doing, signal }, (line) => {
      const fields = fieldsOf(line);
      if (textOf(fields, 'message_type') === 'changed') now = textOf(fields, 'new_snapshot_id');
    });
    if (now !== undefined) return whole(now);
    throw new LabError('backup.unknown_snapshot', `Could not ${doing}: it is not there.`, {
      hint: 'See which snapshots there are: labctl backup list.',
    });
  }

  prune(onLine: (line: string) => void, signal?: AbortSignal): Promise<void> {
    return this.inWords(['prune'], this.pruning(), onLine, signal);
  }

  pruneInPlace(onLine: (line: string) => void, signal?: AbortSignal): Promise<void> {
    return this.inWords(['prune', '--max-repack-size=0'], this.pruning(), onLine, signal);
  }

  check(
    what: { part?: number; parts?: number },
    onLine: (line: string) => void,
    signal?: AbortSignal,
  ): Promise<CheckOutcome> {
    return checkRepository(this.restic, this.access, what, onLine, signal);
  }

  async copyFrom(
    source: RepositoryAccess,
    snapshots: readonly string[],
    onLine: (line: string) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    snapshots.forEach(whole);
    const doing = `copy from the repository ${source.name} to ${this.access.name}`;
    for (let from = 0; from < snapshots.length; from += atOnce) {
      const args = ['copy', '--', ...snapshots.slice(from, from + atOnce)];
      await this.inWords(args, doing, onLine, signal, source);
    }
  }

  unlock(): Promise<void> {
    const repository = resticRepository(this.access.location);
    return this.restic.unlocking.of(repository, () => unlockOwn(this.restic, this.access));
  }

  async repairIndex(onLine: (line: string) => void, signal?: AbortSignal): Promise<void> {
    const doing = `write the index of the repository ${this.access.name} anew`;
    await this.inWords(['repair', 'index'], doing, onLine, signal);
  }

  async repairPacks(
    packs: readonly string[],
    onLine: (line: string) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    packs.forEach(pack);
    for (let from = 0; from < packs.length; from += packsAtOnce)
      await repairPacks(
        this.restic,
        this.access,
        packs.slice(from, from + packsAtOnce),
        this.told(onLine),
        signal,
      );
  }

  repairSnapshots(onLine: (line: string) => void, signal?: AbortSignal): Promise<readonly string[]> {
    const forget = (ids: readonly string[]): Promise<void> => this.forget(ids, signal);
    return repairSnapshots(this.restic, this.access, this.told(onLine), forget, signal);
  }

  removeUnreadable(signal?: AbortSignal): Promise<readonly string[]> {
    return removeUnreadable(this.restic, this.access, signal);
  }

  async size(signal?: AbortSignal): Promise<number> {
    const doing = `measure the repository ${this.access.name}`;
    const args = ['stats', '--mode=raw-data'];
    const printed = await this.restic.printed(this.access, { args, json: true, lock: 'none', doing, signal });
    const bytes = numberOf(fieldsOf(printed.trim()), 'total_size');
    if (bytes === undefined)
      throw new LabError('backup.failed', `Could not ${doing}: restic told no size.`, {
        hint: 'Try again. If that says the same, look at the manager’s log.',
      });
    return bytes;
  }

  private pruning(): string {
    return `give free what nothing needs in the repository ${this.access.name}`;
  }

  /** Commands that report in words: their exit status alone decides. */
  private async inWords(
    args: readonly string[],
    doing: string,
    onLine: (line: string) => void,
    signal: AbortSignal | undefined,
    source?: RepositoryAccess,
  ): Promise<void> {
    const use: Use = {
      args,
      json: false,
      lock: 'waits',
      doing,
      signal,
      ...(source === undefined ? {} : { source }),
    };
    await this.restic.run(this.access, use, this.told(onLine, source));
  }

  /** Lines that say something, without what nobody may read. */
  private told(onLine: (line: string) => void, source?: RepositoryAccess): (line: string) => void {
    const clean = cleanWords([this.access, source]);
    return (line) => {
      if (line.trim() !== '') onLine(clean(line.trim()));
    };
  }
}

/** Names of packs look as those of snapshots do. */
function pack(id: string): void {
  if (!fullId.test(id)) throw new Error(`"${id}" is no id of a pack`);
}

/** `latest`, or the beginning of an id, could mean another snapshot tomorrow. */
function whole(id: string): string {
  if (fullId.test(id)) return id;
  throw new LabError('backup.unknown_snapshot', `"${id}" is no id of a snapshot.`, {
    hint: 'See which snapshots there are: labctl backup list.',
  });
}
