/** A mount as `/proc/<pid>/mountinfo` tells of it. */
export interface Mount {
  /** Of its file system, `8:17`. */
  device: string;
  /** Of that file system, what is mounted. */
  root: string;
  /** Where. */
  point: string;
}

/** In the order in which they were mounted. Of text that is no such list: none. */
export function readMounts(mountinfo: string): readonly Mount[] {
  return mountinfo.split('\n').flatMap((line) => {
    const [, , device, root, point] = line.split(' ');
    if (device === undefined || root === undefined || !point?.startsWith('/')) return [];
    return [{ device, root: plain(root), point: plain(point) }];
  });
}

/** Where something is mounted below a folder, the folder itself included: each place once, sorted. */
export function mountPointsIn(mountinfo: string, folder: string): readonly string[] {
  const points = readMounts(mountinfo).map(({ point }) => point);
  return [...new Set(points)].filter((point) => isWithin(point, folder)).sort();
}

/** Whether a place is the folder, or lies below it. */
export const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder === '/' ? folder : `${folder}/`);

/** Blanks and the like are written as octal numbers. */
const plain = (word: string): string =>
  word.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)));
