import type { BackupWork, RepairWork, VerifyWork } from './backup-work.ts';
import type { ExportWork } from './export.ts';
import type { ImportCheck } from './import.ts';
import type { DrillWork, RestoreWork } from './restore-work.ts';

/** What the jobs of backups are made of, beside the lab's own. */
export interface BackupJobTools {
  backup: BackupWork;
  verify: VerifyWork;
  repair: RepairWork;
  restore: RestoreWork;
  drill: DrillWork;
  exporting: ExportWork;
  /** A restore whose parts come from an export. */
  importing: RestoreWork;
  checkImport: ImportCheck;
}
