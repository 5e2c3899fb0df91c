import type { DumpDigest, RepositoryLocation, Snapshot } from '../model/backup.ts';

/** What opens a repository: its place, and names of files that hold what must not be told. */
export interface RepositoryAccess {
  name: string;
  /** A folder's path is absolute here. */
  location: RepositoryLocation;
  /** Of the lab, so that locks tell whose they are. */
  host: string;
  /** File of the password: the lab's own key, or a recovery code somebody typed. In memory, 0600. */
  passwordFile: string;
  /** For that child alone: `AWS_SECRET_ACCESS_KEY`, … */
  credentials: Readonly<Record<string, string>>;
  /** Where the private key and the known hosts of SFTP lie; undefined elsewhere. */
  ssh: { keyFile: string; knownHostsFile: string } | undefined;
}

export interface BackupProgress {
  /** 0 to 1 where it is known. */
  fraction: number | undefined;
  filesDone: number;
  bytesDone: number;
  bytesTotal: number | undefined;
  /** Seconds that the engine believes are left. */
  secondsLeft: number | undefined;
}

export interface BackupRequest {
  /** Below `base`, in the order given. */
  paths: readonly string[];
  /** The data root: paths in the snapshot are those below it, so that none depends on where it was. */
  base: string;
  leaveOut: readonly string[];
  /** Every file is read, whatever the snapshot before says of it. */
  everyFile?: boolean;
  tags: readonly string[];
  /** Epoch milliseconds: the time that the snapshot bears. */
  at: number;
}

export interface BackupSummary {
  snapshot: string;
  filesNew: number;
  filesChanged: number;
  filesProcessed: number;
  bytesProcessed: number;
  /** What the repository grew by, after compression. */
  bytesAdded: number;
  /** Files that could not be read, with the reason. Not empty: the snapshot is there, and lacks them. */
  unread: readonly { path: string; message: string }[];
}

export interface RestoreRequest {
  snapshot: string;
  /** Of the snapshot, absolute in it. */
  folder: string;
  /** Empty, or it holds an earlier attempt. */
  target: string;
  /** Paths below the folder; undefined: all of it. */
  include?: readonly string[];
  /** Whether all of it is read once more at the end and compared: where it is tried out, that is the point of it. */
  readsBack?: boolean;
}

export interface RepositoryKey {
  id: string;
  /** The one that the repository was opened with. */
  current: boolean;
}

export interface SnapshotEntry {
  /** Absolute within the snapshot. */
  path: string;
  name: string;
  type: 'file' | 'dir' | 'symlink' | 'other';
  size: number;
  mode: number;
  mtime: number;
}

/** What lies in a repository. */
export interface SnapshotListing {
  /** Oldest first; of every lab that writes there. */
  snapshots: readonly Snapshot[];
  /** Ids of those that are there and can't be read. Whoever takes out by a listing that has any may take out too much. */
  unreadable: readonly string[];
}

/** One thing that a look at a repository found wrong with it. */
export interface FoundDamage {
  /** As the engine said it. */
  words: string;
  /** Ids, or beginnings of ids, of the snapshots that it says are concerned; empty where it names none: that may be any. */
  snapshots: readonly string[];
}

export interface CheckOutcome {
  /** Empty: nothing is wrong. */
  damage: readonly FoundDamage[];
  /** Ids of the packs whose content is damaged, as far as the engine names them: what `repairPacks` takes. */
  packs: readonly string[];
}

/** One use of the engine of backups that ends by itself; each may be repeated. */
export interface BackupRepository {
  /**
   * Makes it where there is none; one that is there and opens is left as it is. Throws `backup.wrong_key` for one that doesn't
   * open. Made as a copy it cuts files into the same pieces as its source: what is written to it later, and was copied before,
   * is not kept twice. Where the source doesn't answer, none is made.
   */
  init(signal?: AbortSignal, source?: RepositoryAccess): Promise<void>;
  /** Whether it opens; throws `backup.wrong_key`, `backup.no_repository`, `backup.unreachable`, … */
  test(signal?: AbortSignal): Promise<void>;
  /** One more password that opens it, answered by the id of its key. */
  addKey(passwordFile: string): Promise<string>;
  removeKey(key: string): Promise<void>;
  keys(): Promise<readonly RepositoryKey[]>;
  backup(
    request: BackupRequest,
    onProgress: (progress: BackupProgress) => void,
    signal?: AbortSignal,
  ): Promise<BackupSummary>;
  /**
   * Gives a snapshot these tags in place of its own, and answers the id that it has from then on; all else stays. After a crash
   * both may be there.
   */
  retag(snapshot: string, tags: readonly string[], signal?: AbortSignal): Promise<string>;
  /** Throws where there is no list; one that holds what can't be read is one. */
  snapshots(signal?: AbortSignal): Promise<SnapshotListing>;
  /** Children of one folder, or everything below it where `recursive`; paths are absolute within the snapshot. */
  list(snapshot: string, folder: string, recursive?: boolean): AsyncIterable<SnapshotEntry>;
  /** The bytes of one file. Throws `backup.no_such_file`. */
  read(snapshot: string, path: string, signal: AbortSignal): AsyncIterable<Uint8Array>;
  /**
   * Writes a folder of a snapshot below `target`, which is empty or holds an earlier attempt; what differs is written anew.
   * Each piece is checked against its own sum before it is written.
   */
  restore(
    request: RestoreRequest,
    onProgress: (progress: BackupProgress) => void,
    signal?: AbortSignal,
  ): Promise<{ files: number }>;
  /** Takes snapshots out; their data goes with `prune`. */
  forget(snapshots: readonly string[], signal?: AbortSignal): Promise<void>;
  prune(onLine: (line: string) => void, signal?: AbortSignal): Promise<void>;
  /** As `prune`, of what needs nothing to be written anew: for a disk that is full. */
  pruneInPlace(onLine: (line: string) => void, signal?: AbortSignal): Promise<void>;
  /** Of the structure; with `part` that n-th of `parts` of all data is read too. */
  check(
    what: { part?: number; parts?: number },
    onLine: (line: string) => void,
    signal?: AbortSignal,
  ): Promise<CheckOutcome>;
  /** Copies what is not there yet. */
  copyFrom(
    source: RepositoryAccess,
    snapshots: readonly string[],
    onLine: (line: string) => void,
    signal?: AbortSignal,
  ): Promise<void>;
  /** Takes away locks of this very lab whose process is gone, and those that are surely nobody's any more; others stay. */
  unlock(): Promise<void>;
  /** Writes the index anew from the packs that are there. */
  repairIndex(onLine: (line: string) => void, signal?: AbortSignal): Promise<void>;
  /** Writes these packs anew with what in them can be read; what can't is gone, and a backup that reads its file writes it again. */
  repairPacks(packs: readonly string[], onLine: (line: string) => void, signal?: AbortSignal): Promise<void>;
  /**
   * Each snapshot that refers to what is gone is replaced by one without that, which is never complete; one of which nothing
   * is left goes. Answers the ids of those that are there no more.
   */
  repairSnapshots(onLine: (line: string) => void, signal?: AbortSignal): Promise<readonly string[]>;
  /**
   * Takes out the snapshots that can't be read, for certain and by nobody: answers their ids. Throws `backup.damaged` where that
   * can't be done from here, and says how the owner of the place does it.
   */
  removeUnreadable(signal?: AbortSignal): Promise<readonly string[]>;
  /** Bytes that it takes. */
  size(signal?: AbortSignal): Promise<number>;
}

export interface BackupRepositories {
  open(access: RepositoryAccess): BackupRepository;
}

/**
 * Databases, by way of the client in their own container, so that client and server are of one version. `onBytes` is told how
 * many it has been so far.
 */
export interface DatabaseDumps {
  /**
   * Writes all of a database consistently into a file, complete or not at all (`.partial`, fsync, rename). Throws
   * `backup.dump_failed` where the client fails, its last line is missing or nothing more comes of it for an hour (somebody
   * locks a table), `backup.schema_changed` where a table was altered meanwhile.
   */
  dump(
    container: string,
    file: string,
    onBytes: (bytes: number) => void,
    signal?: AbortSignal,
  ): Promise<DumpDigest & { serverVersion: string }>;
  /** What `dump` would come to, with nothing written. */
  digest(container: string, onBytes: (bytes: number) => void, signal?: AbortSignal): Promise<DumpDigest>;
  /** Loads a dump into an empty database, all of it or throwing. */
  load(
    container: string,
    file: string,
    onBytes: (bytes: number) => void,
    signal?: AbortSignal,
  ): Promise<void>;
  /**
   * About how many bytes a dump has, tables that no consistent dump can be made of, and tables that keep former rows which no
   * dump can hold. `accounts`: how many people made on the server, whose passwords no dump holds. `serverVersion` as a dump has
   * it; undefined where the container's image is too old to say.
   */
  estimate(container: string): Promise<{
    bytes: number;
    notTransactional: readonly string[];
    withoutHistory: readonly string[];
    accounts: number;
    serverVersion: string | undefined;
  }>;
}
