import { refuseEntries } from '../../core/backup/export-manifest.ts';
import { blockBytes, padded } from './tar-blocks.ts';

/** Files, hard links, links, folders, and GNU's long names of the next one. */
const types = ['0', '\0', '1', '2', '5', 'L', 'K'];
const longNames = ['L', 'K'];
const withContent = ['0', '\0', ...longNames];
/** Longer than any path. */
const mostNameBytes = 16 * 1024;

/**
 * Lets only such tars pass as GNU tar writes in its own format, of which no two programs make different things. Where one
 * reads a number, an end or a name otherwise than another, an entry can be hidden from the one that checks and be unpacked
 * by the one that writes.
 */
export class PlainHeaders {
  readonly #archive: string;
  /** The part of a block that the chunk before ended with. */
  #rest: Buffer = Buffer.alloc(0);
  /** Bytes of content that are still to come, with what fills the last block. */
  #skip = 0;
  /** Of a long name: how long, and what came of it. */
  #name: { bytes: number; chunks: Buffer[] } | undefined;
  #ended = false;

  constructor(archive: string) {
    this.#archive = archive;
  }

  /** Throws `export.refused_entry`. */
  feed(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#skip > 0) {
        const passed = Math.min(this.#skip, chunk.length - at);
        this.#name?.chunks.push(chunk.subarray(at, at + passed));
        this.#skip -= passed;
        at += passed;
        if (this.#skip === 0) this.#judgeName();
        continue;
      }
      const taken = chunk.subarray(at, at + blockBytes - this.#rest.length);
      at += taken.length;
      this.#rest = this.#rest.length === 0 ? taken : Buffer.concat([this.#rest, taken]);
      if (this.#rest.length < blockBytes) return;
      this.#judge(this.#rest);
      this.#rest = Buffer.alloc(0);
    }
  }

  #judge(header: Buffer): void {
    if (isZero(header)) {
      this.#ended = true;
      return;
    }
    if (this.#ended) throw this.#refused('something lies behind its end');
    if (header.toString('latin1', 257, 265) !== 'ustar  \0')
      throw this.#refused('it is in another format than GNU’s');
    const type = header.toString('latin1', 156, 157);
    if (!types.includes(type)) throw this.#refused(`it has an entry of the type ${JSON.stringify(type)}`);
    if (!endsOnce(header.subarray(0, 100)) || !endsOnce(header.subarray(157, 257)))
      throw this.#refused('a name in it goes on behind its end');
    if (!/^[0-7]{7}\0$/.test(header.toString('latin1', 100, 108)))
      throw this.#refused('it has rights that are no number');
    const bytes = this.#sizeOf(header.subarray(124, 136));
    if (bytes > 0 && !withContent.includes(type)) throw this.#refused('it has a link or folder with content');
    this.#skip = padded(bytes);
    if (!longNames.includes(type)) return;
    if (bytes === 0 || bytes > mostNameBytes) throw this.#refused('a name in it is too long');
    this.#name = { bytes, chunks: [] };
  }

  #judgeName(): void {
    if (this.#name === undefined) return;
    const { bytes, chunks } = this.#name;
    this.#name = undefined;
    const name = Buffer.concat(chunks).subarray(0, bytes);
    if (name.indexOf(0) !== bytes - 1) throw this.#refused('a long name in it ends in the middle');
  }

  #sizeOf(field: Buffer): number {
    const text = field.toString('latin1');
    if (/^[0-7]{11}\0$/.test(text)) return Number.parseInt(text, 8);
    // From 8 GiB on, as bytes.
    const size = field[0] === 0x80 ? Number(BigInt(`0x${field.toString('hex', 1)}`)) : NaN;
    if (!Number.isSafeInteger(size)) throw this.#refused('it has a size that is no number');
    return size;
  }

  #refused(why: string): Error {
    return refuseEntries(`${this.#archive} is no archive that a lab would write: ${why}`);
  }
}

const isZero = (buffer: Buffer): boolean => buffer.every((byte) => byte === 0);

function endsOnce(field: Buffer): boolean {
  const end = field.indexOf(0);
  return end === -1 || isZero(field.subarray(end));
}
