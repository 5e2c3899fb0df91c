import { createHash, type Hash } from 'node:crypto';
import { open, readFile, rm, writeFile, type FileHandle } from 'node:fs/promises';

/** An unfinished download: its bytes, their checksum so far, and what tells whether the source is still the same. */
export class Partial {
  readonly path: string;
  /** ETag or date of what the bytes came from; undefined: it can't be gone on with. */
  validator: string | undefined;
  readonly #file: FileHandle;
  #hash: Hash;
  #bytes: number;

  private constructor(path: string, file: FileHandle, hash: Hash, bytes: number) {
    this.path = path;
    this.#file = file;
    this.#hash = hash;
    this.#bytes = bytes;
  }

  /** Goes on with what an earlier attempt left, reading it once for the checksum; `most` is how long the whole is. */
  static async open(target: string, most: number): Promise<Partial> {
    const done = await finished(target);
    const path = `${target}.part`;
    const file = await open(done ? target : path, done ? 'r+' : 'a+', 0o644);
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of file.createReadStream({ start: 0, autoClose: false })) {
      hash.update(chunk as Buffer);
      bytes += (chunk as Buffer).length;
    }
    const partial = new Partial(done ? target : path, file, hash, bytes);
    partial.validator = await readFile(`${path}.from`, 'utf8').catch(() => undefined);
    if (bytes > most) await partial.startAnew();
    return partial;
  }

  get bytes(): number {
    return this.#bytes;
  }

  async add(chunk: Buffer): Promise<void> {
    await this.#file.appendFile(chunk);
    this.#hash.update(chunk);
    this.#bytes += chunk.length;
  }

  async startAnew(): Promise<void> {
    await this.#file.truncate(0);
    this.#hash = createHash('sha256');
    this.#bytes = 0;
    this.validator = undefined;
  }

  /** So that an attempt after this one can go on. */
  async save(): Promise<void> {
    if (this.validator === undefined) await this.forget();
    else await writeFile(`${this.path}.from`, this.validator);
  }

  /** On disk, with its checksum (hex). */
  async finish(): Promise<string> {
    await this.#file.sync();
    return this.#hash.copy().digest('hex');
  }

  async forget(): Promise<void> {
    await rm(`${this.path}.from`, { force: true });
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

async function finished(target: string): Promise<boolean> {
  try {
    await (await open(target, 'r')).close();
    return true;
  } catch {
    return false;
  }
}
