import type { BricksRead } from '../model/brick.ts';
import type { DesiredCertificate, DesiredDirectory, DesiredSecret } from '../model/desired-state.ts';
import type { ObservedFiles } from '../model/observed-state.ts';
import type { EnvironmentName } from '../model/lab-file.ts';
import type { ReferenceSet } from '../model/reference.ts';
import type { RouteTable } from '../model/routes.ts';

export interface FilesQuestion {
  directories: readonly string[];
  secrets: readonly string[];
}

export interface ReferenceFetch {
  set: ReferenceSet;
  /** The name that the file gets. */
  archive: string;
  onProgress(bytes: number): void;
  signal: AbortSignal;
}

/** The data root. Writes are atomic (temporary file, fsync, rename, fsync of the directory) and may be repeated. */
export interface LabFiles {
  observe(question: FilesQuestion): Promise<ObservedFiles>;
  ensureDirectory(directory: DesiredDirectory): Promise<void>;
  /** Never overwrites a secret that is there; corrects owner and mode. */
  createSecret(secret: DesiredSecret): Promise<void>;
  /** Makes the CA on first use, and puts it aside for another when the domain changed; never writes over its key. */
  issueCertificate(certificate: DesiredCertificate): Promise<void>;
  publishRoutes(routes: RouteTable, digest: string): Promise<void>;
  /** Of a database that nothing uses; may be repeated after a crash. */
  removeBrickData(environment: EnvironmentName, name: string): Promise<void>;
  /** The bricks of all environments, as they lie there. What can't be read says so, and is never taken for gone; never throws. */
  readBricks(): Promise<BricksRead>;
  /**
   * Resumes where an earlier attempt stopped, reads the checksum while it goes, and gives the file its name only once that
   * is right. Throws `reference.wrong_checksum`, `reference.unavailable`, `disk.low`, or on abort.
   */
  fetchReference(fetch: ReferenceFetch): Promise<void>;
  removeArchive(archive: string): Promise<void>;
  /** From then on it is no complete one; may be repeated after a crash. */
  removeGeneration(id: string): Promise<void>;
  /** Undefined where there is none; throws `labfile.invalid` for one that is too large to be one. */
  readLabFile(): Promise<string | undefined>;
  writeLabFile(text: string): Promise<void>;
  /** Keeps the lab file as it lies there under another name beside it, and answers that path; only the newest few stay. */
  keepLabFileBeside(at: number): Promise<string | undefined>;
  /**
   * Moves a directory of dev aside by a rename; one that lies there already is left there. Of one that is a mount of its
   * own, what is in it moves, to `asideWithin` it.
   */
  setAside(path: string, aside: string): Promise<void>;
  /** Moves it back; what took its place in the meantime is removed. */
  putBack(path: string, aside: string): Promise<void>;
  /** With everything in it; nothing there is fine. */
  removeAside(path: string): Promise<void>;
  /**
   * Of the file system that holds `path`, or will once it is made, as `df` tells it (used and free don't have to add up to all
   * there is), and which of the machine's it is; `freeInodes` is Infinity where as many files fit as their bytes do. Throws
   * `files.failed` where the data root is gone.
   */
  diskSpace(path: string): Promise<{
    usedBytes: number;
    freeBytes: number;
    totalBytes: number;
    freeInodes: number;
    device: number;
  }>;
  /** Bytes that a folder takes on its disk, counted without haste; undefined where there is none. */
  folderSize(path: string, signal: AbortSignal): Promise<number | undefined>;
  /** Wakes when the lab file was changed by hand. */
  watchLabFile(signal: AbortSignal): AsyncIterable<void>;
}
