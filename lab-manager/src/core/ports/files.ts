import type { DesiredCertificate, DesiredDirectory, DesiredSecret } from '../model/desired-state.ts';
import type { ObservedFiles } from '../model/observed-state.ts';
import type { RouteTable } from '../model/routes.ts';

export interface FilesQuestion {
  directories: readonly string[];
  secrets: readonly string[];
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
  /** Undefined where there is none; throws `labfile.invalid` for one that is too large to be one. */
  readLabFile(): Promise<string | undefined>;
  writeLabFile(text: string): Promise<void>;
  /** Keeps the lab file as it lies there under another name beside it, and answers that path; only the newest few stay. */
  keepLabFileBeside(at: number): Promise<string | undefined>;
  /** Bytes free and in all of the file system that holds `path`. */
  diskSpace(path: string): Promise<{ freeBytes: number; totalBytes: number; freeInodes: number }>;
  /** Wakes when the lab file was changed by hand. */
  watchLabFile(signal: AbortSignal): AsyncIterable<void>;
}
