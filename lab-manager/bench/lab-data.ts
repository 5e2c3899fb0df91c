import { randomBytes } from 'node:crypto';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const mebi = 1024 ** 2;
const big = { files: 200, bytes: 10 * mebi };
const small = { files: 100_000, bytes: 4096, inFolder: 100 };

/** What figures of a lab would be written as: about half as long once it is compressed. */
const characters = '0123456789,.';
const asTable = Buffer.from(
  Array.from({ length: 256 }, (_, at) =>
    at % 64 === 0 ? '\n' : characters.charAt(at % characters.length),
  ).join(''),
);

/** Of 10 MiB; every other one of them a table of numbers, the rest such that nothing makes it smaller. All of them: 2.1 GB. */
export function writeBigFiles(folder: string, files: number = big.files): void {
  mkdirSync(folder, { recursive: true });
  for (let file = 0; file < files; file += 1) writeFileSync(bigFile(folder, file), content(file, big.bytes));
}

/** 100,000 files, 410 MB. */
export function writeSmallFiles(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (let file = 0; file < small.files; file += 1) {
    if (file % small.inFolder === 0) mkdirSync(join(folder, `folder-${file / small.inFolder}`));
    writeFileSync(smallFile(folder, file), content(file, small.bytes));
  }
}

/** More of the same to five files, one hundredth of all; `time`: to others than the times before. Answers how much that is. */
export function appendToBigFiles(folder: string, time: number, files: number = big.files): number {
  const bytes = Math.ceil((files * big.bytes) / 100 / 5);
  for (let file = time * 5; file < (time + 1) * 5; file += 1)
    appendFileSync(bigFile(folder, file % files), content(file, bytes));
  return 5 * bytes;
}

/** A line to one file of a hundred. */
export function appendToSmallFiles(folder: string, time: number): void {
  for (let file = time; file < small.files; file += 100)
    appendFileSync(smallFile(folder, file), content(file, 64));
}

const bigFile = (folder: string, file: number): string => join(folder, `file-${file}`);
const smallFile = (folder: string, file: number): string =>
  join(folder, `folder-${Math.floor(file / small.inFolder)}`, `file-${file}`);

function content(file: number, bytes: number): Buffer {
  const made = randomBytes(bytes);
  if (file % 2 === 0) return made;
  made.forEach((byte, at) => (made[at] = asTable[byte] ?? 0));
  return made;
}
