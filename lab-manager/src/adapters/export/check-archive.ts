import { Parser, type ReadEntry } from 'tar';
import { ArchiveCheck } from '../../core/backup/archive-check.ts';
import { damagedExport } from '../../core/backup/export-layout.ts';
import { refuseEntries } from '../../core/backup/export-manifest.ts';
import type { LinkLimits } from '../../core/backup/link-room.ts';
import { PlainHeaders } from './plain-headers.ts';

export interface ArchiveLimits {
  /** What its manifest says that it has, unpacked. */
  rawBytes: number;
  entries: number;
  links?: LinkLimits | undefined;
}

/** Longer than any path, shorter than what fills memory. */
const mostMetaBytes = 16 * 1024;

/**
 * Reads a tar to its end, writes nothing, and answers how many entries it has. Throws `export.refused_entry` as soon as one
 * is met that must not be unpacked, or more than was said comes; `export.damaged` for what is no whole tar.
 */
export async function checkArchive(
  name: string,
  chunks: AsyncIterable<Buffer>,
  limits: ArchiveLimits,
): Promise<number> {
  const check = new ArchiveCheck(name, limits.entries, limits.links);
  let failure: Error | undefined;
  const fail = (error: unknown): void =>
    void (failure ??= error instanceof Error ? error : new Error(String(error)));
  const parser = new Parser({
    strict: true,
    zstd: false,
    brotli: false,
    maxMetaEntrySize: mostMetaBytes,
    // None is handed out: what matters stands in the headers, and their bytes are passed by.
    filter: () => false,
  });
  parser.on('ignoredEntry', (entry: ReadEntry) => {
    try {
      check.add(entry);
    } catch (error) {
      fail(error);
    }
  });
  parser.on('error', (error: Error) =>
    fail(damagedExport(`${name} in it is no whole tar (${error.message})`)),
  );
  const headers = new PlainHeaders(name);
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > limits.rawBytes)
      throw refuseEntries(`${name} unpacks to more than the ${limits.rawBytes} bytes that its manifest says`);
    headers.feed(chunk);
    parser.write(chunk);
    if (failure) throw failure;
  }
  parser.end();
  if (failure) throw failure;
  if (bytes !== limits.rawBytes)
    throw damagedExport(`${name} unpacks to ${bytes} bytes, and its manifest says ${limits.rawBytes}`);
  check.end();
  return check.entries;
}
