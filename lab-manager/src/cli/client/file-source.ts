import { constants, createReadStream, type ReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { CliError } from '../cli-error.ts';

/** A file that is being read for an upload, from the one handle that was looked at. */
export class FileSource {
  readonly #file: string;
  readonly #handle: FileHandle;
  readonly size: number;
  #open: ReadStream | undefined;
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
  slice(start: number, end: number): Promise<{ value: ReadStream; done: boolean }> {
    this.#open?.destroy();
    const part = createReadStream(this.#file, {
      fd: this.#handle.fd,
      autoClose: false,
      start,
      end: end - 1,
    });
    this.#open = part;
    part.on('error', (error) => this.onFailure(unreadable(this.#file, error)));
    part.on('end', () => {
      if (part.bytesRead < end - start)
        this.onFailure(unreadable(this.#file, new Error('it became shorter meanwhile')));
    });
    return Promise.resolve({
      value: Object.assign(part, { size: end - start }),
      done: end >= this.size,
    });
  }

  /** Both tus-js-client and who made it call this. */
  close(): void {
    this.#open?.destroy();
    void this.#handle.close();
  }
}

function unreadable(file: string, cause: Error): CliError {
  return new CliError('client.usage', `Could not read ${file}: ${cause.message}.`, { cause });
}
