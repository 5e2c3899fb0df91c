import { createHash, type Hash } from 'node:crypto';
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Header } from 'tar';
import { partName } from '../../core/backup/export-layout.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { ExportPart } from '../../core/model/export.ts';
import { syncDirectory } from '../files/atomic-write.ts';
import { exists } from '../files/exists.ts';
import { explained, filesError } from '../files/files-error.ts';
import type { OpenFile } from './run-child.ts';
import { blockBytes, padded } from './tar-blocks.ts';

/** What a tar ends with, and what its length is a multiple of. */
const record = 10_240;
const writtenAtOnce = 1024 ** 2;
/** So often it is looked how far somebody else wrote, in milliseconds. */
const lookEvery = 50;
/** Written out meanwhile, so that the end doesn't wait for all of it. */
const syncEvery = 256 * 1024 ** 2;
/** What an entry leaves to be written out, from which on that begins before the next one does. */
const syncAtEnd = 16 * 1024 ** 2;

/** Who writes to the end of the file by itself: the fastest way into it leads past here. */
export interface Appender<T> {
  /** Asked once, at the beginning; settles once nothing is written any more. */
  ended(): Promise<T>;
  /** Settles once nothing is written until `resume`. */
  pause(): Promise<void>;
  resume(): void;
  kill(): void;
}

/**
 * The tar of an export while it is written. INVARIANTS: a header is written only after the bytes that it speaks of, so that
 * it can't lie about their number; the file has its name only once all of it is on the disk.
 */
export class TarWriter {
  readonly sums = new Map<string, string>();
  readonly #target: string;
  readonly #file: FileHandle;
  readonly #mtime: Date;
  readonly #mostPartBytes: number;
  /** Where the next entry begins. */
  #end = 0;
  #unsynced = 0;
  #syncing: Promise<void> | undefined;
  #behind: Buffer | undefined;

  private constructor(target: string, file: FileHandle, mtime: Date, mostPartBytes: number) {
    this.#target = target;
    this.#file = file;
    this.#mtime = mtime;
    this.#mostPartBytes = mostPartBytes;
  }

  /** Throws `export.exists`, `files.failed`, `disk.low`. */
  static async create(target: string, mtime: Date, mostPartBytes: number): Promise<TarWriter> {
    const partial = `${target}.partial`;
    try {
      // What may be hours of work is not begun under a name that it can't have.
      await assertNothingAt(target);
      // Nobody but the manager looks into it: exports hold everything of the lab.
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      await rm(partial, { force: true });
      return new TarWriter(target, await open(partial, 'wx+', 0o600), mtime, mostPartBytes);
    } catch (error) {
      throw filesError('write', partial, error);
    }
  }

  get bytes(): number {
    return this.#end;
  }

  /** Keeps room for an entry that is filled last. */
  async reserve(room: number): Promise<(name: string, content: Buffer) => Promise<void>> {
    const at = this.#end;
    await this.#write(Buffer.alloc(blockBytes + room), at);
    this.#end = at + blockBytes + padded(room);
    return async (name, content) => {
      if (content.length !== room) throw new Error(`${name} has to fill what was kept for it`);
      await this.#write(content, at + blockBytes);
      await this.#head(at, name, room);
      this.sums.set(name, createHash('sha256').update(content).digest('hex'));
    };
  }

  /** What is read as one, and never split. */
  async addBytes(name: string, content: Buffer): Promise<ExportPart[]> {
    const part = this.#begin();
    await this.#append(part, content);
    return [await this.#finish(name, part)];
  }

  /** In as many parts as are needed. */
  async addStream(name: string, chunks: AsyncIterable<Buffer> | Iterable<Buffer>): Promise<ExportPart[]> {
    const parts: ExportPart[] = [];
    let part = this.#begin();
    for await (const chunk of gathered(chunks)) {
      let rest = chunk;
      while (rest.length > 0) {
        if (part.bytes === this.#mostPartBytes) {
          parts.push(await this.#finish(partName(name, parts.length + 1), part));
          part = this.#begin();
        }
        const fits = rest.subarray(0, this.#mostPartBytes - part.bytes);
        await this.#append(part, fits);
        rest = rest.subarray(fits.length);
      }
    }
    parts.push(await this.#finish(parts.length === 0 ? name : partName(name, parts.length + 1), part));
    return parts;
  }

  /**
   * What `start` has written to this file, which takes at its end whatever is written to the number that is given. It is read
   * and hashed behind the writing, while the system still has it in memory.
   */
  async addAppended<T>(
    name: string,
    start: (into: OpenFile) => Appender<T>,
    signal: AbortSignal | undefined,
  ): Promise<{ parts: ExportPart[]; said: T }> {
    const parts: ExportPart[] = [];
    let part = this.#begin();
    const appender = await this.#started(part, start);
    signal?.addEventListener('abort', appender.kill, { once: true });
    let isEnded = false;
    const ending = appender.ended().finally(() => (isEnded = true));
    ending.catch(() => undefined);
    try {
      signal?.throwIfAborted();
      for (;;) {
        const isAllThere = isEnded;
        const size = await this.#size();
        const most = part.at + blockBytes + this.#mostPartBytes;
        await this.#catchUp(part, Math.min(size, most));
        if (size > most) {
          await this.#makeRoom(most, appender);
          parts.push(await this.#finish(partName(name, parts.length + 1), part));
          part = this.#begin();
        } else if (isAllThere) break;
        else await Promise.race([ending, delay(lookEvery)]);
      }
      const said = await ending;
      parts.push(await this.#finish(parts.length === 0 ? name : partName(name, parts.length + 1), part));
      if (this.#unsynced >= syncAtEnd) this.#syncAfterwards();
      return { parts, said };
    } finally {
      signal?.removeEventListener('abort', appender.kill);
      appender.kill();
      await ending.catch(() => undefined);
    }
  }

  /** As if these parts, the last, which began at `bytes`, had never been written. */
  async backTo(bytes: number, parts: readonly ExportPart[]): Promise<void> {
    for (const { name } of parts) this.sums.delete(name);
    await this.#file.truncate(bytes);
    this.#end = bytes;
  }

  /** Answers how many bytes the file has. Throws `export.exists` where something took the name meanwhile, `files.failed`, `disk.low`. */
  async finish(): Promise<number> {
    const partial = `${this.#target}.partial`;
    try {
      const length = Math.ceil((this.#end + 2 * blockBytes) / record) * record;
      await this.#write(Buffer.alloc(length - this.#end), this.#end);
      await this.#syncing;
      await this.#file.sync();
      await this.#file.close();
      await assertNothingAt(this.#target);
      await rename(partial, this.#target);
      await syncDirectory(dirname(this.#target));
      return length;
    } catch (error) {
      throw filesError('write', this.#target, error);
    }
  }

  /** Nothing of it stays. */
  async discard(): Promise<void> {
    await this.#syncing?.catch(() => undefined);
    await this.#file.close().catch(() => undefined);
    await discardPartial(this.#target).catch(() => undefined);
  }

  #begin(): OpenPart {
    return { at: this.#end, bytes: 0, hash: createHash('sha256') };
  }

  async #append(part: OpenPart, chunk: Buffer): Promise<void> {
    await this.#write(chunk, part.at + blockBytes + part.bytes);
    await this.#count(part, chunk);
  }

  async #count(part: OpenPart, chunk: Buffer): Promise<void> {
    part.hash.update(chunk);
    part.bytes += chunk.length;
    this.#end = part.at + blockBytes + part.bytes;
    this.#unsynced += chunk.length;
    if (this.#unsynced >= syncEvery) await this.#syncBehind();
  }

  /** Writing at the end of it has to be writing where the part begins. */
  async #started<T>(part: OpenPart, start: (into: OpenFile) => Appender<T>): Promise<Appender<T>> {
    const partial = `${this.#target}.partial`;
    try {
      await this.#file.truncate(part.at + blockBytes);
      const file = await open(partial, 'a');
      try {
        return start({ descriptor: file.fd, path: partial });
      } finally {
        await file.close();
      }
    } catch (error) {
      throw filesError('write', partial, error);
    }
  }

  async #catchUp(part: OpenPart, until: number): Promise<void> {
    for (let at = part.at + blockBytes + part.bytes; at < until; at = part.at + blockBytes + part.bytes)
      await this.#count(part, await this.#read(at, Math.min(writtenAtOnce, until - at)));
  }

  /** What was written beyond a full part goes up by what the next one's header takes; the more seldom, the less it is. */
  async #makeRoom(end: number, appender: Pick<Appender<unknown>, 'pause' | 'resume'>): Promise<void> {
    const up = padded(end) - end + blockBytes;
    await appender.pause();
    try {
      for (let rest = await this.#size(); rest > end;) {
        const from = Math.max(end, rest - writtenAtOnce);
        await this.#write(await this.#read(from, rest - from), from + up);
        rest = from;
      }
    } finally {
      appender.resume();
    }
  }

  async #size(): Promise<number> {
    return (await this.#file.stat()).size;
  }

  /** One at a time. */
  async #syncBehind(): Promise<void> {
    await this.#syncing;
    this.#syncAfterwards();
  }

  /** After the one that goes on; whoever waits for the last one learns what went wrong in any. */
  #syncAfterwards(): void {
    this.#unsynced = 0;
    const syncing = Promise.resolve(this.#syncing).then(() => this.#file.datasync());
    syncing.catch(() => undefined);
    this.#syncing = syncing;
  }

  async #finish(name: string, part: OpenPart): Promise<ExportPart> {
    this.#end = part.at + blockBytes + padded(part.bytes);
    await this.#write(Buffer.alloc(padded(part.bytes) - part.bytes), part.at + blockBytes + part.bytes);
    await this.#head(part.at, name, part.bytes);
    this.sums.set(name, part.hash.digest('hex'));
    return { name, bytes: part.bytes };
  }

  async #head(at: number, path: string, size: number): Promise<void> {
    const header = new Header({ path, size, mode: 0o600, uid: 0, gid: 0, type: 'File', mtime: this.#mtime });
    if (header.encode()) throw new Error(`${path} doesn't fit into a plain header`);
    await this.#write(header.block ?? Buffer.alloc(0), at);
  }

  async #read(at: number, length: number): Promise<Buffer> {
    // Each read takes the place of the one before.
    this.#behind ??= Buffer.allocUnsafe(writtenAtOnce);
    for (let done = 0; done < length;) {
      const { bytesRead } = await this.#file.read(this.#behind, done, length - done, at + done);
      if (bytesRead === 0) throw new Error(`${this.#target}.partial got shorter while it was written`);
      done += bytesRead;
    }
    return this.#behind.subarray(0, length);
  }

  async #write(content: Buffer, at: number): Promise<void> {
    try {
      for (let done = 0; done < content.length;) {
        const { bytesWritten } = await this.#file.write(content, done, content.length - done, at + done);
        done += bytesWritten;
      }
    } catch (error) {
      throw filesError('write', `${this.#target}.partial`, error);
    }
  }
}

interface OpenPart {
  /** Of its header. */
  at: number;
  bytes: number;
  hash: Hash;
}

/** A pipe gives some 64 KiB at a time; to hash and write each by itself costs more than to compress it did. */
async function* gathered(chunks: AsyncIterable<Buffer> | Iterable<Buffer>): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    waiting.push(chunk);
    bytes += chunk.length;
    if (bytes < writtenAtOnce) continue;
    yield Buffer.concat(waiting);
    [waiting, bytes] = [[], 0];
  }
  if (bytes > 0) yield Buffer.concat(waiting);
}

/** Of what is written now: who writes it has to have ended. Throws `files.failed`. */
export async function discardPartial(target: string): Promise<void> {
  const partial = `${target}.partial`;
  await explained('remove', partial, () => rm(partial, { force: true }));
}

async function assertNothingAt(path: string): Promise<void> {
  if (await exists(path))
    throw new LabError('export.exists', `There is an export called ${path} already.`, {
      hint: 'Take another name, or remove that one.',
    });
}
