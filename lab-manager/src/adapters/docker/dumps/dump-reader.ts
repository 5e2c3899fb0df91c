import { createHash, type Hash } from 'node:crypto';
import type { DumpDigest } from '../../../core/model/backup.ts';
import { isOfTheClient } from './client-lines.ts';

export interface DumpAsRead extends DumpDigest {
  serverVersion: string;
  /** Whether its last line is the one that the client writes once it has written everything. */
  complete: boolean;
}

interface Table {
  name: string;
  rows: number;
  hash: Hash;
}

const lineFeed = 0x0a;
const semicolon = 0x3b;
const nothing = Buffer.alloc(0);
/** With nothing after it: the client is told to leave the date out. */
export const lastLineOfDump = '-- Dump completed';

/**
 * Reads a dump as it goes by and says what it comes to. It relies on how MariaDB's client writes: each row on a line of its
 * own, since a line feed within a value is written as `\n`, and the last row of a statement ends with a semicolon. So
 * rows are counted by looking for line feeds, and nothing of a row is ever put together.
 */
export class DumpReader {
  readonly #around = createHash('sha256');
  #bytes = 0;
  readonly #tables: Table[] = [];
  #database = '';
  #serverVersion = '';
  #lastLine = '';
  /** Beginning of a line that is not a row's. */
  #held = nothing;
  /** The table whose rows go by. */
  #inRows: Table | undefined;
  #lastByte = 0;
  /** A body of a routine goes by, which may hold anything. */
  #inBody = false;

  get bytes(): number {
    return this.#bytes;
  }

  add(chunk: Buffer): void {
    this.#bytes += chunk.length;
    const data = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    this.#held = nothing;
    let at = 0;
    while (at < data.length)
      at = this.#inRows === undefined ? this.#readLine(data, at) : this.#readRows(this.#inRows, data, at);
  }

  end(): DumpAsRead {
    return {
      bytes: this.#bytes,
      sha256: this.#around.digest('hex'),
      tables: this.#tables.map(({ name, rows, hash }) => ({ name, rows, sha256: hash.digest('hex') })),
      serverVersion: this.#serverVersion,
      complete: this.#lastLine === lastLineOfDump && this.#held.length === 0 && this.#inRows === undefined,
    };
  }

  /** Answers where it came to. */
  #readRows(table: Table, data: Buffer, from: number): number {
    let at = from;
    for (let end = data.indexOf(lineFeed, at); end !== -1; end = data.indexOf(lineFeed, at)) {
      table.rows += 1;
      at = end + 1;
      if ((end > 0 ? data[end - 1] : this.#lastByte) !== semicolon) continue;
      table.hash.update(data.subarray(from, at));
      this.#inRows = undefined;
      return at;
    }
    this.#lastByte = data[data.length - 1] ?? 0;
    table.hash.update(data.subarray(from));
    return data.length;
  }

  #readLine(data: Buffer, from: number): number {
    const end = data.indexOf(lineFeed, from);
    if (end === -1) {
      // A copy: the rest must not keep the whole of what was read alive.
      this.#held = Buffer.from(data.subarray(from));
      return data.length;
    }
    this.#see(data.subarray(from, end));
    return end + 1;
  }

  #see(bytes: Buffer): void {
    const line = bytes.toString();
    if (line !== '') this.#lastLine = line;
    const delimiter = /^DELIMITER (.*)$/.exec(line)?.[1];
    if (delimiter !== undefined) this.#inBody = delimiter !== ';';
    if (this.#inBody) return this.#count(bytes);
    this.#serverVersion ||= /^-- Server version\t(.*)$/.exec(line)?.[1]?.trim() ?? '';
    this.#database = nameAfter('-- Current Database: ', line) ?? this.#database;
    const name = nameAfter('-- Dumping data for table ', line);
    if (name !== undefined)
      this.#tables.push({ name: `${this.#database}.${name}`, rows: 0, hash: createHash('sha256') });
    if (line.startsWith('INSERT INTO ')) this.#inRows = this.#tables.at(-1);
    // How many rows a statement has is the client's choice; rows are counted with their table.
    if (this.#inRows === undefined && !isOfTheClient(line)) this.#count(bytes);
  }

  #count(line: Buffer): void {
    this.#around.update(line).update('\n');
  }
}

/** The name in backticks that ends the line. */
function nameAfter(words: string, line: string): string | undefined {
  if (!line.startsWith(words)) return undefined;
  return /^`(.*)`$/.exec(line.slice(words.length))?.[1]?.replaceAll('``', '`');
}
