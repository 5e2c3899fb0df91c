import { constants, open } from 'node:fs/promises';

/** `unreadable` is what the file is; `failed`, that nobody can tell now what it is. */
export type PlainFile = { text: string; stamp: string } | { unreadable: string } | { failed: string };

/** Undefined where there is none. A pipe is not waited for, and a link not followed: the manager may read anything. */
export async function readPlain(path: string, mostBytes: number): Promise<PlainFile | undefined> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    try {
      const stat = await file.stat();
      if (!stat.isFile()) return { unreadable: 'it is no file' };
      if (stat.size > mostBytes) return { unreadable: `it is larger than ${mostBytes / 1024} KiB` };
      const { buffer, bytesRead } = await file.read(Buffer.alloc(mostBytes + 1), 0, mostBytes + 1, 0);
      if (bytesRead > mostBytes) return { unreadable: `it is larger than ${mostBytes / 1024} KiB` };
      const text = buffer.toString('utf8', 0, bytesRead);
      return { text, stamp: `${stat.ino}-${stat.size}-${stat.mtimeMs}` };
    } finally {
      await file.close();
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    return code === 'ELOOP'
      ? { unreadable: 'it is a symbolic link' }
      : { failed: code ?? 'nobody knows why' };
  }
}
