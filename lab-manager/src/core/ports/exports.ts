import type { Owner } from '../model/desired-state.ts';
import type { SnapshotManifest } from '../model/backup.ts';
import type { ExportManifest } from '../model/export.ts';

export interface ExportRequest {
  /** Absolute; its folder is made where there is none. Until the export is whole it is called `<target>.partial`. */
  target: string;
  snapshot: SnapshotManifest;
  images: readonly string[];
  labFile: string;
  /** Dumps, as they were staged. */
  databases: readonly { service: string; file: string }[];
  /** Where the folders of the snapshot's manifest lie: its paths are below this one. */
  base: string;
  /** What is sealed, and with what; without a passphrase none of it is in the export. Members: absolute, each with a name of its own; one that is not there is left out. */
  secrets: { passphrase: string; members: readonly string[] } | undefined;
}

export interface ExportProgress {
  /** What is written now: the name of an entry. */
  entry: string;
  /** Before compression, of all entries so far. */
  rawBytes: number;
  /** What the file has. */
  bytes: number;
}

export interface WrittenExport {
  bytes: number;
  rawBytes: number;
  /** What changed while it was read, and what can't be in an export, a sentence each. */
  warnings: readonly string[];
}

/** How far an export was read: bytes as they lie in the file, of those that are read at all. */
export interface ExportReading {
  /** What is read now: the name of an entry. */
  entry: string;
  bytes: number;
  of: number;
}

/** What an export says of itself, before anything but that was read. */
export interface ExportFront {
  manifest: ExportManifest;
  /** Whether anything in it is sealed. */
  sealed: boolean;
}

/** What an export may at most come to, so that one made to fill a disk is refused before it does. */
export interface ExportLimits {
  /** Of everything unpacked. */
  rawBytes: number;
  /** Files, folders and links in all archives together: what the disk has room for. */
  entries: number;
}

export interface CheckedExport {
  manifest: ExportManifest;
  /** Unpacked. */
  rawBytes: number;
}

export interface UnpackRequest {
  /** By the path below the data root: the empty folder that it is unpacked into, with the owner of what isn't the lab's. */
  folders: ReadonlyMap<string, UnpackTarget>;
  /** By service: the file that the dump is written to. */
  databases: ReadonlyMap<string, string>;
  /** Absolute; undefined: not wanted. */
  labFile: string | undefined;
  secrets: { passphrase: string; into: string } | undefined;
}

export interface UnpackTarget {
  path: string;
  /** Of the folder itself, and of each thing in it that belongs to nobody of `keep`; undefined: whoever unpacks owns all. */
  owner: Owner | undefined;
  mode: number;
}

/**
 * Exports: one plain tar that a person can restore with tar, zstd, sha256sum, openssl and a database client alone
 * (docs/restore-by-hand.md).
 */
export interface LabExports {
  /**
   * Whole or not at all. Of a file that grows, shrinks or goes while it is read the warnings tell. Throws `export.exists`,
   * `export.failed`, `disk.low`.
   */
  write(
    request: ExportRequest,
    onProgress: (progress: ExportProgress) => void,
    signal?: AbortSignal,
  ): Promise<WrittenExport>;
  /** What a manager that died left half-written of an export goes; nothing where there is nothing. Throws `files.failed`. */
  discard(target: string): Promise<void>;
  /**
   * Reads what stands in front and at the end, however large the rest is. Throws as `check`, as far as that shows it; nothing of
   * what the manifest speaks of is known to be so yet.
   */
  front(file: string): Promise<ExportFront>;
  /**
   * Reads all of it and writes nothing. Throws `export.unknown` where there is no such file, `export.invalid` for what is no
   * export, `export.newer`, `export.damaged` for one that was cut or changed, `export.refused_entry` for one that would write
   * where it must not, or more than the limits, and with a passphrase `export.wrong_passphrase`.
   */
  check(
    file: string,
    limits: ExportLimits,
    onProgress: (reading: ExportReading) => void,
    options?: { passphrase?: string | undefined; signal?: AbortSignal | undefined },
  ): Promise<CheckedExport>;
  /**
   * Unpacks what is asked for of one that was checked, reading nothing else of the file, and throws `export.damaged` where it isn't what was checked any more:
   * nothing of it may be used then.
   */
  unpack(
    file: string,
    request: UnpackRequest,
    onProgress: (reading: ExportReading) => void,
    signal?: AbortSignal,
  ): Promise<void>;
}
