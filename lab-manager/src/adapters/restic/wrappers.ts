import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * What a child is started under, each program executing the next, so that its process is the child's: everything else goes
 * before it, and when memory runs out it is what is given up, never the manager. One that this machine lacks is left out.
 */
const wanted: readonly (readonly [program: string, ...args: string[]])[] = [
  ['choom', '-n', '1000', '--'],
  ['nice', '-n', '10'],
  ['ionice', '-c', '3'],
];

export async function wrappers(path: string): Promise<readonly string[]> {
  const found = await Promise.all(wanted.map(async ([program]) => isThere(program, path)));
  return wanted.filter((_, index) => found[index]).flat();
}

async function isThere(program: string, path: string): Promise<boolean> {
  for (const folder of path.split(':').filter((it) => it !== '')) {
    const executable = await access(join(folder, program), constants.X_OK).then(
      () => true,
      () => false,
    );
    if (executable) return true;
  }
  return false;
}
