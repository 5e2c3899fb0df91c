import { posix } from 'node:path';
import { isWithin, readMounts, type Mount } from '../mountinfo.ts';

/** What a process sees at a folder (`''`) and at what is mounted below it: which place of which file system that is. */
export type MountView = ReadonlyMap<string, string>;

/** Undefined where the text tells of no file system that the folder lies in. */
export function mountView(mountinfo: string, folder: string): MountView | undefined {
  const mounts = readMounts(mountinfo);
  const around = mounts
    .filter(({ point }) => isWithin(folder, point))
    .reduce<Mount | undefined>(
      // Of two at one place the later one is seen.
      (deepest, one) => (deepest === undefined || one.point.length >= deepest.point.length ? one : deepest),
      undefined,
    );
  if (around === undefined) return undefined;
  const below = mounts.filter(({ point }) => point !== folder && isWithin(point, folder));
  return new Map([
    ['', `${around.device} ${posix.join(around.root, posix.relative(around.point, folder))}`],
    ...below.map(({ device, root, point }): [string, string] => [
      posix.relative(folder, point),
      `${device} ${root}`,
    ]),
  ]);
}

/** Where two processes don't see the same, relative to the folder. Below what differs as a whole nothing more is told. */
export function unlikeMounts(one: MountView, other: MountView): readonly string[] {
  const unlike = [...new Set([...one.keys(), ...other.keys()])].filter(
    (path) => one.get(path) !== other.get(path),
  );
  return unlike.includes('') ? [''] : unlike.sort();
}
