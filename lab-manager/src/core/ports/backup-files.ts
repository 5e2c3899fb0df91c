import type { EnvironmentName } from '../model/lab-file.ts';
import type { SnapshotFolder } from '../model/backup.ts';

/** A directory that a restore makes anew beside the one that is in use. */
export interface GenerationPart {
  /** Of its folder below the environment: `data`, `db`, `brick-db/sample_notes.notes`. */
  name: string;
  /** Absolute, where it is in use. */
  path: string;
  /** Numeric owner and mode of what a lab makes there itself. */
  owner: { uid: number; gid: number };
  mode: number;
  /** Of it only this file or folder below it, which may be missing now; what it lies in has to be there. Undefined: all of it. */
  inside?: string;
}

/** What a backup writes before the engine of backups reads it. It lies at the same place each night, so that only changes are read. */
export interface BackupStaging {
  /** Absolute; below the data root. */
  readonly folder: string;
  /** Empties it, whatever an earlier attempt left; answers what is free there. */
  begin(): Promise<{ freeBytes: number }>;
  /** Absolute path of a file in it, whose folder is there. */
  file(name: string): Promise<string>;
  write(name: string, text: string): Promise<void>;
  /** Nothing of it stays; may be repeated. */
  end(): Promise<void>;
}

export interface MeasuredFolder extends Pick<SnapshotFolder, 'files' | 'bytes' | 'linkedBytes'> {
  leftOut: { files: number; folders: number };
  mounts: readonly string[];
  unread: readonly string[];
}

/** Folders of the lab as a backup takes them. */
export interface BackupSources {
  /**
   * Counts files and bytes, without haste. `mounts`: file systems of their own below it. Of files that vanish meanwhile
   * nothing is said; of what can't be read, the reason. What these patterns of absolute paths leave out of a snapshot is not
   * counted; `leftOut`: how many files and folders they name, of what lies in such a folder none.
   */
  measure(folder: string, signal: AbortSignal, leaveOut?: readonly string[]): Promise<MeasuredFolder>;
  /** Where a symbolic link at this very path leads, as it is written; undefined where there is none. */
  linkAt(path: string): Promise<string | undefined>;
  /** What is mounted where, as this process sees it: the text of `/proc/self/mountinfo`. */
  mountinfo(): Promise<string>;
}

/**
 * Generations of an environment's directories: what a restore makes lies in `.restore-<job>` beside what is in use, and
 * what was in use before in `.before-<job>`, on the same disk. Nothing follows a link: every folder on the way is held open.
 */
export interface Generations {
  /** An empty part with its owner; one of an earlier attempt is emptied. Answers its absolute path. */
  emptyPart(environment: EnvironmentName, job: string, part: GenerationPart): Promise<string>;
  /** Where `emptyPart` makes it, absolute; of a part that is meant `inside` the folder that this is made in; nothing is changed, and it need not be there. */
  partAt(environment: EnvironmentName, job: string, part: Pick<GenerationPart, 'path'>): Promise<string>;
  /**
   * Puts the new part in place and what was there aside, by two renames; repeated after a crash between them it goes on.
   * Of a part that is a mount of its own what is in it moves, within it. Throws `backup.swap_failed`, with all as before.
   */
  swap(environment: EnvironmentName, job: string, part: GenerationPart): Promise<void>;
  /** Takes `swap` back: what was before is in place again, and what was restored lies where it was made. Never deletes. */
  putBack(environment: EnvironmentName, job: string, part: GenerationPart): Promise<void>;
  /** What a restore put aside and nobody confirmed, by what lies there: jobs. */
  asides(environment: EnvironmentName): Promise<readonly string[]>;
  /** What restores and drills made, and is not in place, by what lies there: jobs. */
  made(environment: EnvironmentName): Promise<readonly string[]>;
  /** Deletes what a restore made and did not put in place; never what was before. */
  discard(environment: EnvironmentName, job: string): Promise<void>;
  /**
   * Throws `backup.half_restored` where what was made of one of these parts is not in its place, or what was put there is gone:
   * what was before may be all there is. Of one file or folder that is meant `inside`, what became of it since is its owner's matter.
   */
  assertInPlace(environment: EnvironmentName, job: string, parts: readonly GenerationPart[]): Promise<void>;
  /**
   * Deletes what was before, once a person said so, whatever became since then of what was put in place. Throws
   * `backup.half_restored`, with nothing deleted, while what was made of one of these parts lies where it was made still.
   */
  forgetBefore(environment: EnvironmentName, job: string, parts: readonly GenerationPart[]): Promise<void>;
  /** Absolute: file systems of their own in which `swap` leaves what was before of these parts. */
  mountsOf(environment: EnvironmentName, parts: readonly GenerationPart[]): Promise<readonly string[]>;
  /** Whether a file system of its own is there. */
  isMounted(path: string): Promise<boolean>;
  /** Bytes that lie aside: what was before, and what was made and is not in place. */
  sizeAside(environment: EnvironmentName, job: string, signal: AbortSignal): Promise<number>;
}
