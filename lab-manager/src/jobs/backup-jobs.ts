import { backupJobKinds, type BackupJobKind } from '../core/model/job.ts';
import type { BackupJobTools } from './backup-tools.ts';
import { backupJob } from './backup.ts';
import { confirmRestoreJob } from './confirm-restore.ts';
import { drillJob } from './drill.ts';
import { exportJob } from './export.ts';
import { importJob } from './import.ts';
import type { JobDefinition, JobDefinitions } from './job-definition.ts';
import { noBackupEngine } from './job-refusals.ts';
import type { LabWork } from './lab-work.ts';
import { repairJob } from './repair.ts';
import { restoreJob } from './restore.ts';
import { undoRestoreJob } from './undo-restore.ts';
import { verifyJob } from './verify.ts';

type BackupJobs = Pick<JobDefinitions, BackupJobKind>;

/** A manager that was given no hands for backups refuses each of them. */
export const backupJobs = (work: LabWork, tools: BackupJobTools | undefined): BackupJobs =>
  tools === undefined ? allRefused() : made(work, tools);

const made = (work: LabWork, tools: BackupJobTools): BackupJobs => ({
  backup: backupJob(tools),
  verify: verifyJob(tools),
  repair: repairJob(tools),
  drill: drillJob(tools),
  restore: restoreJob({ work, restore: tools.restore }),
  'confirm-restore': confirmRestoreJob(tools),
  'undo-restore': undoRestoreJob({ work, restore: tools.restore }),
  export: exportJob(tools),
  import: importJob({ work, restore: tools.importing, check: tools.checkImport }),
});

const allRefused = (): BackupJobs =>
  Object.fromEntries(backupJobKinds.map((kind) => [kind, refused])) as Record<BackupJobKind, JobDefinition>;

const refuse = (): never => {
  throw noBackupEngine();
};

const refused: JobDefinition = { title: refuse, plan: async () => refuse(), outcome: () => '' };
