import { awaitedRestore, isRestored, restoreIsAmong } from '../../core/backup/fresh-machine.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { JobJournal, LaidDown } from '../../core/ports.ts';
import type { BackupJobTools } from '../../jobs/backup-tools.ts';

/** Whether this lab has its data: one that was laid down on an empty machine is without before it was restored. */
export class FreshLab {
  readonly #laidDown: LaidDown;
  readonly #journal: Pick<JobJournal, 'list'>;

  constructor(laidDown: LaidDown, journal: Pick<JobJournal, 'list'>) {
    this.#laidDown = laidDown;
    this.#journal = journal;
  }

  /** Looked at anew each time, so that a manager that died as the restore ended knows it, too. */
  awaitsRestore(): boolean {
    const awaited = this.#laidDown.awaited();
    if (awaited === undefined) return false;
    if (!isRestored(awaited, this.#journal.list({ limit: restoreIsAmong, before: undefined }))) return true;
    this.#laidDown.settle();
    return false;
  }

  /** The same tools; what would take the empty lab for the whole one can't be asked for. */
  guarding(tools: BackupJobTools): BackupJobTools {
    const { backup, drill, exporting, repair } = tools;
    return {
      ...tools,
      backup: {
        ...backup,
        assertRepository: (name) => {
          this.#assertRestored();
          backup.assertRepository(name);
        },
      },
      repair: {
        ...repair,
        repository: (params) => {
          this.#assertRestored();
          return repair.repository(params);
        },
      },
      drill: {
        ...drill,
        assertDrillable: (params) => {
          this.#assertRestored();
          drill.assertDrillable(params);
        },
      },
      exporting: {
        ...exporting,
        assertExportable: (params) => {
          this.#assertRestored();
          exporting.assertExportable(params);
        },
      },
    };
  }

  #assertRestored(): void {
    if (this.awaitsRestore())
      throw new LabError('backup.awaits_restore', awaitedRestore.message, { hint: awaitedRestore.hint });
  }
}
