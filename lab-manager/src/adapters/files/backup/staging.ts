import { mkdir, statfs } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { labPaths } from '../../../core/desired/paths.ts';
import type { BackupStaging } from '../../../core/ports.ts';
import { writeAtomically } from '../atomic-write.ts';
import { explained } from '../files-error.ts';
import { removeTree } from '../remove-tree.ts';

/** Nobody but the manager looks into it: it holds the databases, and the lab's secrets as they are staged. */
const mode = 0o700;

export function backupStaging(home: string): BackupStaging {
  const folder = labPaths(home).backupStaging;
  const within = (name: string): string => {
    const path = join(folder, name);
    const below = relative(folder, path);
    if (below === '' || below.startsWith('..')) throw new Error(`${name} is not in the staging folder`);
    return path;
  };
  const file = async (name: string): Promise<string> => {
    const path = within(name);
    await explained('prepare', folder, () => mkdir(dirname(path), { recursive: true, mode }));
    return path;
  };
  return {
    folder,
    begin: () =>
      explained('empty', folder, async () => {
        await removeTree(folder);
        await mkdir(folder, { recursive: true, mode });
        const { bavail, bsize } = await statfs(folder);
        return { freeBytes: bavail * bsize };
      }),
    file,
    async write(name, text) {
      await writeAtomically(await file(name), text, { mode: 0o600 });
    },
    end: () => explained('remove', folder, () => removeTree(folder)),
  };
}
