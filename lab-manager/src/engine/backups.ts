import type { UnseenRepository } from '../core/backup/overview-words.ts';
import type { SnapshotStanding } from '../core/backup/standing.ts';
import type {
  DrillRecord,
  RepositoryDamage,
  RepositoryLocation,
  RestoreState,
  Snapshot,
  SnapshotManifest,
} from '../core/model/backup.ts';
import type { EnvironmentName } from '../core/model/lab-file.ts';
import type { SnapshotEntry } from '../core/ports.ts';

/** What a repository needs to be opened beside its password, as a person gives it. Never told again. */
export interface RepositoryCredentials {
  /** Of S3 and REST, as the engine of backups calls them: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `RESTIC_REST_USERNAME`, … */
  variables?: Readonly<Record<string, string>>;
  /** Of SFTP: a private key without a passphrase, and the lines of `known_hosts` that name the host. */
  ssh?: { privateKey: string; knownHosts: string };
}

export interface BackupsOverview {
  /** The one that snapshots are written to; undefined: the lab file names none. */
  repository: string | undefined;
  /** Cron time; undefined: nothing is backed up by itself. */
  schedule: string | undefined;
  /** Epoch milliseconds of the next night. */
  nextAt: number | undefined;
  /** Why a time that has come waits, in words. */
  waiting: string | undefined;
  /** The newest good snapshot of the first repository, as of the last listing; none of a time that is yet to come. */
  lastGood: SnapshotView | undefined;
  /** The first repository, while nobody can see what is in it. */
  unseen: UnseenRepository | undefined;
  /** The newest drill that ended, well or not. */
  lastDrill: DrillRecord | undefined;
  /** Sentences about what can't wait; empty: nothing to worry about. */
  alarms: readonly string[];
  /** Sentences about what somebody should see to. */
  warnings: readonly string[];
  /** The job of this kind that runs or waits now. */
  job: string | undefined;
  restores: readonly RestoreView[];
}

/** Of the recovery code: `none`, never made; `unconfirmed`, made and not typed back yet; `renewing`, one works and another is made. */
export type RecoveryCodeState = 'none' | 'unconfirmed' | 'confirmed' | 'renewing';

export interface RepositoryView {
  name: string;
  location: RepositoryLocation;
  copyOf: string | undefined;
  /** `declared`: the lab file names it, and nobody made it here yet; `removed`: it was made here, and the lab file names it no more. */
  state: 'declared' | 'ready' | 'unreachable' | 'removed';
  /** Why it is not ready, a sentence. */
  why: string | undefined;
  /** Whether it lies on the disk that the lab's data lies on; undefined where that can't be told. */
  onDataDisk: boolean | undefined;
  /** Bytes that it takes; undefined until somebody looked. */
  bytes: number | undefined;
  snapshots: number | undefined;
  /** Epoch milliseconds. */
  checkedAt: number | undefined;
  damage: readonly RepositoryDamage[];
  /** How many of all parts were read within the rotation, and of how many. */
  read: { parts: number; of: number };
  recoveryCode: RecoveryCodeState;
  /** Epoch milliseconds at which it was typed back. */
  codeConfirmedAt: number | undefined;
  /** Whether credentials are kept for it. */
  credentials: boolean;
}

export interface SnapshotView extends Snapshot {
  standing: SnapshotStanding;
  /** Why, a sentence: `Good: restored in a drill 3 days ago, in 4 min 12 s.` */
  sentence: string;
}

export interface SnapshotDetails extends SnapshotView {
  manifest: SnapshotManifest;
  drills: readonly DrillRecord[];
}

/** A restore that a person hasn't confirmed: what was before lies aside, or, once it was undone, what was restored. */
export interface RestoreView {
  /** The job that restored. */
  job: string;
  snapshot: string;
  repository: string;
  /** What was restored: `prod`, `the database prod-db`. */
  words: string;
  environments: readonly EnvironmentName[];
  /** Only what is `restored` can be kept or undone; `unfinished`: only undone; `undone`: only confirmed. */
  state: RestoreState;
  /** Epoch milliseconds. */
  restoredAt: number;
  /** Whether it may be undone now; otherwise the restores that have to be undone first. */
  undoneAfter: readonly string[];
}

/** What a code is printed with. Told this once. */
export interface RecoveryCode {
  code: string;
  repository: string;
  location: RepositoryLocation;
  labId: string;
}

/** A folder of a snapshot, as far as it is listed. */
export interface FolderListing {
  entries: readonly SnapshotEntry[];
  /** How many more lie there, which were counted and not kept; 0: all are listed. */
  beyond: number;
}

/**
 * Backups as the outside sees them. What takes long and changes something is a job (`backup`, `verify`, `repair`, `drill`,
 * `restore`, `confirm-restore`, `undo-restore`, `export`, `import`), asked for at the runner; its `params` say of what.
 */
export interface Backups {
  /** From the store and the last listing; never waits for a repository. */
  overview(): BackupsOverview;
  /** The same of each repository that the lab file names, or that was made here. */
  repositories(): readonly RepositoryView[];
  /**
   * The name of the one that is meant: the one that is named or, where nothing is said, the one that snapshots are written to.
   * Never one that the lab file names no more. Throws `backup.unset`, `backup.unknown_repository`.
   */
  meant(repository: string | undefined): string;
  /** Looks at a repository anew: size, snapshots, whether it opens. Throws `backup.unknown_repository`. */
  refresh(repository: string, signal?: AbortSignal): Promise<RepositoryView>;
  /**
   * Keeps the credentials, makes a key for it, and makes the repository where there is none. One that is there is taken
   * with the password given: a recovery code, or a password of its own. Throws `backup.wrong_key`, `backup.unreachable`,
   * `backup.unknown_repository` for one that the lab file doesn't name.
   */
  addRepository(
    repository: string,
    given: { credentials?: RepositoryCredentials; password?: string },
    signal?: AbortSignal,
  ): Promise<RepositoryView>;
  /**
   * Forgets its keys and credentials here; what it holds stays where it is. Throws `backup.in_use` while the lab file names
   * it, and `backup.unconfirmed_code` where nobody could open it any more, unless `anyhow`.
   */
  removeRepository(repository: string, anyhow?: boolean): Promise<void>;
  /**
   * Whether it opens with these credentials, or with those that are kept; where the lab knows it to be, or at another place that
   * is given. Changes nothing. Throws as `addRepository`.
   */
  testRepository(
    repository: { name: string; location?: RepositoryLocation },
    given?: { credentials?: RepositoryCredentials; password?: string },
    signal?: AbortSignal,
  ): Promise<void>;
  /**
   * A code that opens the repository without this lab, told this once. A code that was confirmed before keeps working until
   * the new one is; one that nobody confirmed is replaced.
   */
  makeRecoveryCode(repository: string): Promise<RecoveryCode>;
  /** Tries the code that somebody typed on the repository itself; then an older one goes. Throws `backup.wrong_code`. */
  confirmRecoveryCode(repository: string, typed: string): Promise<RepositoryView>;
  /**
   * Newest first, as of the last listing or, `anew`, as the repository says now. Of this lab. Throws what the repository
   * throws: never an empty list for one that can't be read.
   */
  snapshots(repository: string, anew?: boolean, signal?: AbortSignal): Promise<readonly SnapshotView[]>;
  /** By its id or the first eight digits of it. Throws `backup.unknown_snapshot`, also where several begin so. */
  snapshot(repository: string, id: string, signal?: AbortSignal): Promise<SnapshotDetails>;
  /** What lies in a folder of it, absolute within the snapshot. Throws `backup.not_shown` for what holds secrets. */
  browse(repository: string, id: string, folder: string, signal?: AbortSignal): Promise<FolderListing>;
  /** The bytes of one file; throws as `browse` before the first, and `backup.no_such_file`. */
  read(
    repository: string,
    id: string,
    path: string,
    signal: AbortSignal,
  ): Promise<{ entry: SnapshotEntry; bytes: AsyncIterable<Uint8Array> }>;
  /** Newest first. */
  restores(): readonly RestoreView[];
  /** Bytes that lie aside for it, counted without haste. Throws `backup.no_such_restore`. */
  sizeOfBefore(restore: string, signal: AbortSignal): Promise<number>;
  /** Newest first. */
  drills(): readonly DrillRecord[];
  /**
   * For the job that was just asked for with `sealed`: what its export is sealed with, or opened by. Kept in memory until that
   * job ends, and nowhere else.
   */
  keepPassphrase(job: string, passphrase: string): void;
}
