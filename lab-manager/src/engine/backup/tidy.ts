import { isNumbered } from '../../core/desired/aside-names.ts';
import { isBackupJob } from '../../core/model/job.ts';
import { LabError } from '../../core/model/lab-error.ts';
import { environmentNames } from '../../core/model/lab-file.ts';
import type { BackupMemory, Generations } from '../../core/ports.ts';
import type { LabOptions } from '../lab-options.ts';
import type { BackupHands } from './backup-hands.ts';
import type { ScratchHands } from './scratch-hands.ts';

export interface TidyOptions {
  hands: Pick<BackupHands, 'secrets' | 'staging' | 'generations'>;
  scratch: Pick<ScratchHands, 'removeAll'>;
  store: Pick<LabOptions['store'], 'journal' | 'backups'>;
  onEvent: LabOptions['onEvent'];
}

/** Takes away what jobs left that ended long ago. What one that is still open left is its own: it takes that up itself. */
export async function tidy({ hands, scratch, store, onEvent }: TidyOptions): Promise<void> {
  try {
    await hands.secrets.closeAll();
    if (store.journal.unfinished().some(isBackupJob)) return;
    await hands.staging.end();
    await scratch.removeAll();
    await discardMade(hands.generations, store.backups);
  } catch (error) {
    // The engine may be away, and a manager must start all the same; to the next look they are strays.
    if (!(error instanceof LabError)) onEvent({ type: 'unexpected', error });
  }
}

/** What a person called `.restore-notes` stays, and of a restore that waits, or of which anything lies aside, nothing is touched. */
async function discardMade(generations: Generations, memory: Pick<BackupMemory, 'restores'>): Promise<void> {
  for (const environment of environmentNames) {
    const asides = await generations.asides(environment);
    const kept = [...asides, ...memory.restores().map(({ job }) => job)];
    for (const job of await generations.made(environment))
      if (isNumbered(job) && !kept.includes(job)) await generations.discard(environment, job);
  }
}
