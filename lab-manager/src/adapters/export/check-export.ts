import { bytesOf as bytesOfParts, linksName, rawBytesOf } from '../../core/backup/export-layout.ts';
import { refuseEntries } from '../../core/backup/export-manifest.ts';
import type { LinkLimits } from '../../core/backup/link-room.ts';
import { parseOutwardLinks } from '../../core/backup/outward-links.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { ExportEntry } from '../../core/model/export.ts';
import type { CheckedExport, ExportFront, ExportLimits, ExportReading } from '../../core/ports.ts';
import { roundBytes } from '../../core/units.ts';
import { checkArchive } from './check-archive.ts';
import { withOpenExport } from './open-export.ts';
import { assertUnchanged, bytesOf, type OpenExport, type ReadOptions } from './read-parts.ts';
import { unseal, wrongPassphrase } from './sealed.ts';
import { unpacked } from './unpacked-stream.ts';

/** Lists, the lab file, warnings: what is read as one. */
const mostTextBytes = 256 * 1024 ** 2;

export interface CheckOptions {
  passphrase?: string | undefined;
  signal?: AbortSignal | undefined;
  /** For tests: what the writer is told, too. */
  links?: LinkLimits | undefined;
}

/** Headers, manifest and sums, which agree. */
export const frontOf = (path: string): Promise<ExportFront> =>
  withOpenExport(path, ({ manifest }) =>
    Promise.resolve({ manifest, sealed: manifest.entries.some(({ kind }) => kind === 'secrets') }),
  );

/** Reads all of an export and writes nothing. */
export function checkExport(
  path: string,
  limits: ExportLimits,
  onProgress: (reading: ExportReading) => void,
  options: CheckOptions,
): Promise<CheckedExport> {
  return withOpenExport(path, async (open) => {
    const { manifest } = open;
    const rawBytes = rawBytesOf(manifest.entries);
    if (rawBytes > limits.rawBytes) throw tooLarge(rawBytes, limits.rawBytes);
    const of = bytesOfParts(manifest.entries.flatMap(({ parts }) => parts));
    let entries = 0;
    let done = 0;
    for (const entry of manifest.entries) {
      options.signal?.throwIfAborted();
      const left = limits.entries - entries;
      const onRead = (read: number): void => {
        done += read;
        onProgress({ entry: entry.name, bytes: done, of });
      };
      entries += await checkEntry(open, entry, left, { ...options, onRead }).catch(async (error: unknown) => {
        // What its end was cut off by is no fault of the export, and must not cost another reading of it.
        options.signal?.throwIfAborted();
        throw await moreExactly(open, entry, error);
      });
    }
    return { manifest, rawBytes };
  });
}

/** Answers how many files, folders and links it holds. */
async function checkEntry(
  open: OpenExport,
  entry: ExportEntry,
  mostEntries: number,
  { passphrase, signal, onRead, links }: CheckOptions & ReadOptions,
): Promise<number> {
  const limits = { rawBytes: entry.rawBytes, entries: mostEntries, links };
  const chunks = bytesOf(open, entry, { onRead, signal });
  switch (entry.kind) {
    case 'folder':
      return checkArchive(entry.name, unpacked(entry.name, chunks, signal), limits);
    case 'database':
      await checkLength(entry, unpacked(entry.name, chunks, signal));
      return 0;
    case 'secrets': {
      if (passphrase === undefined) {
        await assertUnchanged(open, entry, { onRead, signal });
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
  const isOfSealed = entry.kind === 'secrets' && error instanceof LabError;
  // It is as it was written, and what a wrong key makes of it is noise, now and then with a right end.
  return isOfSealed && error.code === 'export.damaged' ? wrongPassphrase(error) : error;
}

const tooLarge = (bytes: number, most: number): LabError =>
  new LabError(
    'disk.low',
    `This export unpacks to ${roundBytes(bytes)}, and there is room for ${roundBytes(most)}.`,
    { hint: 'Make room on the disks of the lab, or import it on a larger machine.' },
  );
