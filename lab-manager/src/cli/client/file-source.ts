import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { CliError } from '../cli-error.ts';

const pieceBytes = 256 * 1024;

/** A file that is being read for an upload, from the one handle that was looked at. */
export class FileSource {
  readonly #file: string;
  readonly #handle: FileHandle;
  readonly size: number;
  /** Told when the file can't be read any further. */
  onFailure: (error: CliError) => void = () => undefined;

  private constructor(file: string, handle: FileHandle, size: number) {
    this.#file = file;
    this.#handle = handle;
    this.size = size;
  }

  static async of(file: string): Promise<FileSource> {
    // A pipe without a writer would not open otherwise.
    const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: Error) => {
      throw unreadable(file, error);
    });
    const stats = await handle.stat();
    if (stats.isFile()) return new FileSource(file, handle, stats.size);
    await handle.close();
    throw new CliError('client.usage', `${file} is not a file, and only a file can be uploaded.`, {
      hint: 'Write what it gives to a file first; of a folder, make an archive.',
    });
  }

  /** As tus-js-client asks for it: the bytes from `start` up to `end`, with their count. */
  slice(start: number, end: number): Promise<{ value: Readable; done: boolean }> {
    const part = Readable.from(this.#read(start, end), { objectMode: false });
    part.on('error', (error) => this.onFailure(unreadable(this.#file, error)));
    const value = Object.assign(part, { size: end - start });
    return Promise.resolve({ value, done: end >= this.size });
  }

  // Not a stream of node:fs: whatever its autoClose, being destroyed closes the file under all that follow.
  async *#read(start: number, end: number): AsyncGenerator<Buffer> {
    for (let at = start; at < end;) {
      const piece = Buffer.allocUnsafe(Math.min(pieceBytes, end - at));
      const { bytesRead } = await this.#handle.read(piece, 0, piece.length, at);
      if (bytesRead === 0) throw new Error('it became shorter meanwhile');
      yield piece.subarray(0, bytesRead);
      at += bytesRead;
    }
  }

  async close(): Promise<void> {
    this.onFailure = () => undefined;
    await this.#handle.close();
  }
}

function unreadable(file: string, cause: Error): CliError {
  return new CliError('client.usage', `Could not read ${file}: ${cause.message}.`, { cause });
}
