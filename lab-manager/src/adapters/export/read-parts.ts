import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { damagedExport, type TarEntry } from '../../core/backup/export-layout.ts';
import type { ExportEntry, ExportManifest } from '../../core/model/export.ts';
import { bytesOfEntry } from './tar-index.ts';

/** An export that is open, with what its headers, manifest and sums say, which agree. */
export interface OpenExport {
  file: FileHandle;
  manifest: ExportManifest;
  entries: ReadonlyMap<string, TarEntry>;
  sums: ReadonlyMap<string, string>;
}

/** Reading may take hours: whoever waits learns how far it is, and can call it off between any two pieces. */
export interface ReadOptions {
  onRead?: ((bytes: number) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** The bytes of an entry, part after part. Throws `export.damaged` at the end of the first that isn't what its sum says. */
export async function* bytesOf(
  { file, entries, sums }: OpenExport,
  entry: ExportEntry,
  { onRead, signal }: ReadOptions = {},
): AsyncGenerator<Buffer> {
  for (const { name } of entry.parts) {
    const at = entries.get(name);
    if (at === undefined) throw damagedExport(`${name} is not in it`);
    const hash = createHash('sha256');
    for await (const chunk of bytesOfEntry(file, at, hash)) {
      signal?.throwIfAborted();
      onRead?.(chunk.length);
      yield chunk;
    }
    if (hash.digest('hex') !== sums.get(name)) throw changed(name);
  }
}

/** Throws `export.damaged` unless all of it is what its sums say. */
export async function assertUnchanged(
  open: OpenExport,
  entry: ExportEntry,
  options: ReadOptions = {},
): Promise<void> {
  const chunks = bytesOf(open, entry, options);
  while (!(await chunks.next()).done);
}

const changed = (name: string): Error =>
  damagedExport(`${name} in it is not what its SHA256SUMS says: it was changed, or its disk is failing`);
