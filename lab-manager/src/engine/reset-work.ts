import { restoreInTheWay } from '../core/backup/restore-in-the-way.ts';
import { asidesOf, devParts, partAside } from '../core/desired/dev-parts.ts';
import type { BackupMemory, LabFiles } from '../core/ports.ts';
import type { ResetWork } from '../jobs/reset-work.ts';

/** Dev's directories, and the hands that empty them. */
export function resetWork(
  files: LabFiles,
  home: string,
  memory: Pick<BackupMemory, 'databases' | 'forgetDatabase' | 'restores'>,
): ResetWork {
  return {
    parts: ({ withCodelab = false }) => devParts(home, withCodelab),
    assertNoneInTheWay({ withCodelab = false }) {
      const paths = devParts(home, withCodelab).map(({ path }) => path);
      const why = restoreInTheWay(home, memory.restores(), paths);
      if (why) throw why;
    },
    setAside: (jobId, part) => files.setAside(part.path, partAside(home, jobId, part)),
    putBack: (jobId, part) => files.putBack(part.path, partAside(home, jobId, part)),
    removeAside: async (jobId) => {
      // What they held is gone for good, as somebody wished: no backup misses it.
      for (const service of memory.databases())
        if (service.startsWith('dev-')) memory.forgetDatabase(service);
      for (const path of asidesOf(home, jobId)) await files.removeAside(path);
    },
  };
}
