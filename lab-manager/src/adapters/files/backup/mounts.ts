import { readFile } from 'node:fs/promises';
import { sep } from 'node:path';

/** File systems of their own below a folder, the folder itself included, as this process sees them. */
export async function mountsIn(folder: string): Promise<readonly string[]> {
  return mountsOf(await readFile('/proc/self/mountinfo', 'utf8'), folder);
}

/** Pure: the fifth word of each line is where it is mounted, with blanks and the like as octal numbers. */
export function mountsOf(mountinfo: string, folder: string): readonly string[] {
  const points = mountinfo
    .split('\n')
    .map((line) => line.split(' ')[4])
    .filter((point) => point !== undefined)
    .map((point) =>
      point.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8))),
    );
  return [...new Set(points)].filter((point) => point === folder || point.startsWith(folder + sep)).sort();
}
