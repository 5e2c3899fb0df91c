import { linksName, rawBytesOf } from '../../core/backup/export-layout.ts';
import { refuseEntries } from '../../core/backup/export-manifest.ts';
import { parseOutwardLinks } from '../../core/backup/outward-links.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { ExportEntry } from '../../core/model/export.ts';
import type { CheckedExport, ExportLimits, ExportProgress } from '../../core/ports.ts';
import { checkArchive } from './check-archive.ts';
import { withOpenExport } from './open-export.ts';
import { assertUnchanged, bytesOf, type OpenExport } from './read-parts.ts';
import { unseal, wrongPassphrase } from './sealed.ts';
import { unpacked } from './unpacked-stream.ts';

/** Lists, the lab file, warnings: what is read as one. */
const mostTextBytes = 256 * 1024 ** 2;

export interface CheckOptions {
  passphrase?: string | undefined;
  signal?: AbortSignal | undefined;
}

/** Reads all of an export and writes nothing. */
export function checkExport(
  path: string,
  limits: ExportLimits,
  onProgress: (progress: ExportProgress) => void,
  options: CheckOptions,
): Promise<CheckedExport> {
  return withOpenExport(path, async (open) => {
    const { manifest, bytes } = open;
    const rawBytes = rawBytesOf(manifest.entries);
    if (rawBytes > limits.rawBytes) throw tooLarge(rawBytes, limits.rawBytes);
    let entries = 0;
    let done = 0;
    for (const entry of manifest.entries) {
      options.signal?.throwIfAborted();
      const left = limits.entries - entries;
      entries += await checkEntry(open, entry, left, options).catch(async (error: unknown) => {
        throw await moreExactly(open, entry, error);
      });
      done += entry.rawBytes;
      onProgress({ entry: entry.name, rawBytes: done, bytes });
    }
    return {
      manifest,
      bytes,
      rawBytes,
      entries,
      sealed: manifest.entries.some(({ kind }) => kind === 'secrets'),
    };
  });
}

/** Answers how many files, folders and links it holds. */
async function checkEntry(
  open: OpenExport,
  entry: ExportEntry,
  mostEntries: number,
  { passphrase, signal }: CheckOptions,
): Promise<number> {
  const limits = { rawBytes: entry.rawBytes, entries: mostEntries };
  const chunks = bytesOf(open, entry);
  switch (entry.kind) {
    case 'folder':
      return checkArchive(entry.name, unpacked(entry.name, chunks, signal), limits);
    case 'database':
      await checkLength(entry, unpacked(entry.name, chunks, signal));
      return 0;
    case 'secrets': {
      if (passphrase === undefined) {
        await assertUnchanged(open, entry);
        return 0;
      }
      return checkArchive(entry.name, unpacked(entry.name, unseal(chunks, passphrase), signal), limits);
    }
    case 'links':
      return checkLinks(await textOf(entry, chunks));
    case 'lab-file':
    case 'warnings':
      await textOf(entry, chunks);
      return 0;
  }
}

async function checkLength({ name, rawBytes }: ExportEntry, chunks: AsyncIterable<Buffer>): Promise<void> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > rawBytes) break;
  }
  if (bytes !== rawBytes)
    throw refuseEntries(
      `${name} unpacks to another length than the ${rawBytes} bytes that its manifest says`,
    );
}

/** Throws `export.refused_entry` where it is longer than its manifest says. */
export async function textOf(
  { name, rawBytes }: ExportEntry,
  chunks: AsyncIterable<Buffer>,
): Promise<Buffer> {
  const read: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    read.push(chunk);
    bytes += chunk.length;
    if (bytes > mostTextBytes) break;
  }
  if (bytes !== rawBytes) throw refuseEntries(`${name} has another length than its manifest says`);
  return Buffer.concat(read);
}

function checkLinks(text: Buffer): number {
  const links = parseOutwardLinks(text.toString('latin1'));
  if (links === undefined) throw refuseEntries(`${linksName} can’t be read`);
  return links.length;
}

/** What was changed may look like anything: only what is as it was written is judged by what it holds. */
async function moreExactly(open: OpenExport, entry: ExportEntry, error: unknown): Promise<unknown> {
  try {
    await assertUnchanged(open, entry);
  } catch (changed) {
    return changed;
  }
  const isSealed = entry.kind === 'secrets' && error instanceof LabError;
  // It is as it was written, and what a wrong key makes of it is noise, now and then with a right end.
  return isSealed && error.code === 'export.damaged' ? wrongPassphrase(error) : error;
}

const tooLarge = (bytes: number, most: number): LabError =>
  new LabError('disk.low', `This export unpacks to ${bytes} bytes, and there is room for ${most}.`, {
    hint: 'Make room on the disk of the data root, or import it on a larger machine.',
  });
