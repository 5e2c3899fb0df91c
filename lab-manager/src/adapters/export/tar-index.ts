import { createHash, type Hash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { Header } from 'tar';
import { damagedExport, type TarEntry } from '../../core/backup/export-layout.ts';
import { LabError } from '../../core/model/lab-error.ts';
import { filesError, systemCode } from '../files/files-error.ts';
import { blockBytes, padded } from './tar-blocks.ts';

/** More things than any export has, and than are kept in memory. */
const mostEntries = 100_000;
/** Of what is read at once. */
const chunkBytes = 1024 ** 2;

/** Works on the very file that is there now, whatever gets its name meanwhile. Throws `export.unknown`. */
export async function withExportFile<T>(path: string, work: (file: FileHandle) => Promise<T>): Promise<T> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  const file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch((error: unknown) => {
    throw systemCode(error) === 'ENOENT' ? unknown(path) : filesError('read', path, error);
  });
  try {
    if (!(await file.stat()).isFile()) throw unknown(path);
    return await work(file);
  } finally {
    await file.close();
  }
}

/**
 * Where everything lies, by the headers alone. It is read more strictly than any tar is: an export's own headers are all of
 * the plain kind, and what a tolerant reader would make of others it must not.
 */
export async function indexTar(file: FileHandle): Promise<readonly TarEntry[]> {
  const { size: bytes } = await file.stat();
  const entries: TarEntry[] = [];
  for (let at = 0; ;) {
    const header = await headerAt(file, at);
    if (header === 'end') return entries;
    if (entries.length === 0 && (header === 'cut' || !header.cksumValid)) throw noExport();
    if (header === 'cut' || !header.cksumValid)
      throw damagedExport(`it is cut off, or was changed, after ${Math.min(at, bytes)} bytes`);
    const length = header.size ?? 0;
    const offset = at + blockBytes;
    if (offset + length > bytes)
      throw damagedExport(
        `it is cut off: ${header.path ?? 'what is last in it'} lacks ${offset + length - bytes} bytes`,
      );
    entries.push({ name: header.path ?? '', type: header.type, bytes: length, offset });
    if (entries.length > mostEntries) throw damagedExport('it holds more files than any export does');
    at = offset + padded(length);
  }
}

async function headerAt(file: FileHandle, at: number): Promise<Header | 'end' | 'cut'> {
  const buffer = Buffer.alloc(blockBytes);
  const { bytesRead } = await file.read(buffer, 0, blockBytes, at);
  if (bytesRead < blockBytes) return 'cut';
  try {
    const header = new Header(buffer);
    return header.nullBlock ? 'end' : header;
  } catch {
    return 'cut';
  }
}

/** The bytes of an entry, which `hash` goes along with. */
export async function* bytesOfEntry(
  file: FileHandle,
  { offset, bytes }: TarEntry,
  hash: Hash,
): AsyncGenerator<Buffer> {
  for (let done = 0; done < bytes;) {
    const chunk = Buffer.allocUnsafe(Math.min(chunkBytes, bytes - done));
    const { bytesRead } = await file.read(chunk, 0, chunk.length, offset + done);
    if (bytesRead === 0) throw damagedExport('it became shorter while it was read');
    const read = chunk.subarray(0, bytesRead);
    hash.update(read);
    done += bytesRead;
    yield read;
  }
}

/** Of what is small: manifest, sums, lists. */
export async function wholeEntry(
  file: FileHandle,
  entry: TarEntry,
  most: number,
): Promise<{ content: Buffer; sum: string }> {
  if (entry.bytes > most) throw damagedExport(`its ${entry.name} is larger than any export’s`);
  const hash = createHash('sha256');
  const chunks: Buffer[] = [];
  for await (const chunk of bytesOfEntry(file, entry, hash)) chunks.push(chunk);
  return { content: Buffer.concat(chunks), sum: hash.digest('hex') };
}

const unknown = (path: string): LabError =>
  new LabError('export.unknown', `There is no export at ${path}.`, {
    hint: 'labctl backup export writes one; the name of one that is there ends with .labx.tar.',
  });

const noExport = (): LabError =>
  new LabError('export.invalid', 'This is no export of a lab: it is no plain tar.', {
    hint: 'Exports are called ….labx.tar; they are not compressed as a whole.',
  });
