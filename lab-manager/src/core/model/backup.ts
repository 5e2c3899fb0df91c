import type { EnvironmentName } from './lab-file.ts';

/** The lab file's section `backup`. */
export interface BackupFile {
  /** Cron time in the lab's time zone; undefined: nothing is backed up by itself. */
  schedule: string | undefined;
  retention: RetentionFile;
  /** At least one. The first is what a snapshot is written to; the others are copies of it, or of the one they name. */
  repositories: readonly RepositoryFile[];
  /** Patterns, as restic's `--exclude` takes them, of files in the folders of data that no snapshot needs. */
  leaveOut: readonly string[];
  /** Milliseconds that a scheduled snapshot waits for tasks that run; they go on while it is made all the same. */
  waitForWork: number;
}

/** How many snapshots stay: of each period the newest, and so many periods. */
export interface RetentionFile {
  last: number;
  hourly: number;
  daily: number;
  weekly: number;
  monthly: number;
  yearly: number;
}

export interface RepositoryFile {
  /** `[a-z][a-z0-9-]*`, unique; credentials and keys are kept by it. */
  name: string;
  location: RepositoryLocation;
  /** Name of the repository that this one is filled from; undefined of the first alone: snapshots are written to it. */
  copyOf: string | undefined;
}

/** Where a repository is. Credentials are never part of it. */
export type RepositoryLocation =
  /** A folder of this machine; a relative path is one below the data root, which a lab file doesn't know. */
  | { kind: 'folder'; path: string }
  /** A relative path is one below the user's own folder there. */
  | { kind: 'sftp'; user: string; host: string; port: number; path: string }
  /** `endpoint` is an URL without a path. */
  | { kind: 's3'; endpoint: string; bucket: string; prefix: string; region: string | undefined }
  | { kind: 'rest'; url: string };

/** What credentials consist of. No other may reach the engine of backups: some of its variables make it run commands. */
export const credentialVariables = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'RESTIC_REST_USERNAME',
  'RESTIC_REST_PASSWORD',
] as const;

/** What one snapshot holds, as it says itself: `manifest.json`, the last that is staged and the first that is read. */
export interface SnapshotManifest {
  /** Of this form; a reader refuses a newer one. */
  format: 1;
  lab: { id: string; name: string; version: string; labFileVersion: number };
  /** Epoch milliseconds at which the first dump began: the time that the snapshot speaks of. */
  takenAt: number;
  /** The job that made it. */
  job: string;
  environments: readonly EnvironmentName[];
  databases: readonly DumpedDatabase[];
  folders: readonly SnapshotFolder[];
  /** What isn't in it although one might look for it, and why, a sentence each. */
  leftOut: readonly string[];
  /** What makes it less than whole, a sentence each; a snapshot with any is never good. */
  missing: readonly string[];
  /**
   * What glab found wrong with its files when the snapshot was taken: no restore makes that better. Of an environment that
   * isn't among them nobody could say.
   */
  faultyFiles?: readonly FaultyFiles[];
}

/** Files that rows of an environment's database name, and that are not as they say. */
export interface FaultyFiles {
  environment: EnvironmentName;
  count: number;
  /** The first of them. */
  named: readonly { resource: string; name: string; fault: string }[];
}

/** A database as it was written out. */
export interface DumpedDatabase {
  /** The service: `prod-db`, `dev-db-sample-notes`. */
  service: string;
  environment: EnvironmentName;
  /** Of the staging folder: `db/prod-db.sql`. */
  file: string;
  /** Of the server, e.g. `10.11.14-MariaDB`. */
  serverVersion: string;
  digest: DumpDigest;
}

/**
 * What a dump comes to. A database that was loaded from it comes to the same again in all but `bytes`, also where another
 * point release of the server, or one for other machines, writes it out.
 */
export interface DumpDigest {
  /** Of the file. */
  bytes: number;
  /** Of what is beside the tables' rows: how databases, tables, views, routines and events are made; hex. */
  sha256: string;
  /** By name, in the order of the dump. */
  tables: readonly TableDigest[];
}

export interface TableDigest {
  /** `database.table` */
  name: string;
  /** Rows that the dump holds. */
  rows: number;
  /** Of its rows as they are written, hex. */
  sha256: string;
}

/** A folder of the lab, taken where it lies. */
export interface SnapshotFolder {
  environment: EnvironmentName | undefined;
  /** What people call it: `data`, `workspace`. */
  words: string;
  /** Below the data root: `environments/prod/data`. */
  path: string;
  files: number;
  bytes: number;
  /** Of `bytes`, those of further names of files that were counted already: hard links, which come back as such and take no room. */
  linkedBytes?: number | undefined;
}

/** A snapshot as its repository tells of it. */
export interface Snapshot {
  /** 64 hex digits; people write the first eight. */
  id: string;
  repository: string;
  /** Epoch milliseconds, from its tags where it is a copy of another: the time that it speaks of. */
  takenAt: number;
  /** Of the lab that wrote it. */
  labId: string;
  /** Id of the installation of that lab which made it; undefined: an older version did, which didn't say. */
  installation: string | undefined;
  job: string;
  /** What it was told to be when it was written: whether anything was missing. */
  complete: boolean;
  /** The snapshot that this one is a copy of, or as which it was first written; undefined: neither. */
  original: string | undefined;
  /** As the engine counted; undefined where an older one wrote it. */
  bytesProcessed: number | undefined;
  bytesAdded: number | undefined;
  filesProcessed: number | undefined;
}

/**
 * A lab on one machine. One that is laid down on another machine is another installation of the same lab: both may write into the
 * same repositories, and neither may take out what the other made.
 */
export interface Installation {
  id: string;
  /**
   * What others made up to this time (epoch milliseconds) is its own: it came from that, or a person said that they are gone.
   * Undefined: it was never laid down.
   */
  inheritsUntil: number | undefined;
  /** Until then it takes out nothing that it didn't make itself: the others may not have made their next one yet. Undefined: no such time. */
  sparesUntil: number | undefined;
}

/** What is known of a repository's soundness, from looks at it; kept in the store. */
export interface RepositoryHealth {
  /** Epoch milliseconds at which the newest look at its structure that ended had begun; undefined: never. */
  checkedAt: number | undefined;
  /** Originals of copies that came there since: nothing is known of them before a look at the structure that began later. */
  unchecked: ReadonlySet<string>;
  /**
   * What was found wrong and not mended since: it goes only when that very part was read again and found right, or a
   * repair said so, never because a later look read something else.
   */
  damage: readonly RepositoryDamage[];
  /** Per part of `parts`, when it was last read whole and found right (epoch ms). */
  readParts: ReadonlyMap<number, number>;
  /** The same whatever was found: a part that is damaged must not keep the others from their turn. */
  triedParts: ReadonlyMap<number, number>;
}

export interface RepositoryDamage {
  /** Epoch milliseconds at which it was first found. */
  foundAt: number;
  /** When it was found last. */
  seenAt: number;
  /** As the engine said it. */
  words: string;
  /** The part that was read; undefined: the structure. */
  part: number | undefined;
  /** Snapshots concerned, where that is known. */
  snapshots: readonly string[];
}

/**
 * `restored`: what was restored is in place, and what was before lies aside; `undone`: the other way round; `unfinished`: under
 * way from one to the other, or stuck there, and what was before may be the only copy.
 */
export type RestoreState = 'unfinished' | 'restored' | 'undone';

/** A restore drill that ended. */
export interface DrillRecord {
  snapshot: string;
  repository: string;
  startedAt: number;
  endedAt: number;
  /** Undefined: it went well. A sentence. */
  failure: string | undefined;
  /** The failure is one of this machine, or of the way to the repository: what is known of the snapshot stays. */
  inconclusive?: true;
  /** Of databases that were loaded and came to what the snapshot says. */
  tables: number;
  rows: number;
  /** Of folders, as they were counted once they were restored. */
  files: number;
  /** Of both. */
  bytes: number;
}
