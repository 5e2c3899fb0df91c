/** A header as somebody could write it who means harm: every field can be had, whatever any library would refuse to write. */
export interface RawEntry {
  path: string | Buffer;
  /** Type flag: `0` a file, `1` a hard link, `2` a link, `3` a device, `5` a folder, … */
  type?: string;
  link?: string | Buffer;
  mode?: number;
  content?: Buffer;
  /** What the header says of the content’s length, where that is a lie. */
  size?: number;
  /** Instead of GNU’s `ustar  \0`. */
  magic?: string;
}

export const block = 512;

/** With both zero blocks at its end. */
export function rawTar(...entries: RawEntry[]): Buffer {
  return Buffer.concat([...entries.map(rawEntry), Buffer.alloc(2 * block)]);
}

export function rawEntry(entry: RawEntry): Buffer {
  const { content = Buffer.alloc(0) } = entry;
  return Buffer.concat([rawHeader(entry), content, Buffer.alloc((block - (content.length % block)) % block)]);
}

export function rawHeader({
  path,
  type = '0',
  link = '',
  mode = 0o644,
  content = Buffer.alloc(0),
  size = content.length,
  magic = 'ustar  \0',
}: RawEntry): Buffer {
  const header = Buffer.alloc(block);
  Buffer.from(path).copy(header, 0, 0, 100);
  header.write(`${mode.toString(8).padStart(7, '0')}\0`, 100);
  header.write('0000000\0'.repeat(2), 108);
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  header.write(`${'0'.repeat(11)}\0`, 136);
  header.write(type, 156, 'latin1');
  Buffer.from(link).copy(header, 157, 0, 100);
  header.write(magic, 257, 'latin1');
  header.write(' '.repeat(8), 148);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

/** What GNU tar puts before an entry whose name doesn’t fit. */
export function longName(name: string | Buffer, type: 'L' | 'K' = 'L'): RawEntry {
  return { path: '././@LongLink', type, content: Buffer.concat([Buffer.from(name), Buffer.alloc(1)]) };
}
