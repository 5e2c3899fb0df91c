import { applyJob } from './apply.ts';
import { backupJob } from './backup.ts';
import { confirmRestoreJob } from './confirm-restore.ts';
import { drillJob } from './drill.ts';
import { disableJob, enableJob } from './enabling.ts';
import { exportJob } from './export.ts';
import { healJob } from './heal.ts';
import { importJob } from './import.ts';
import { installJob } from './install.ts';
import type { JobDefinitions } from './job-definition.ts';
import type { BackupJobTools } from './backup-tools.ts';
import type { LabJobTools } from './lab-work.ts';
import { removeDataJob } from './remove-data.ts';
import { resetJob } from './reset.ts';
import { restartJob } from './restart.ts';
import { restoreJob } from './restore.ts';
import { startJob } from './start.ts';
import { stopJob } from './stop.ts';
import { undoRestoreJob } from './undo-restore.ts';
import { uninstallJob } from './uninstall.ts';
import { verifyJob } from './verify.ts';

export const labJobs = (tools: LabJobTools & BackupJobTools): JobDefinitions => ({
  apply: applyJob(tools),
  install: installJob(tools),
  start: startJob(tools),
  stop: stopJob(tools),
  restart: restartJob(tools),
  enable: enableJob(tools),
  disable: disableJob(tools),
  uninstall: uninstallJob(tools),
  'remove-data': removeDataJob(tools),
  reset: resetJob(tools),
  heal: healJob(tools),
  backup: backupJob(tools),
  verify: verifyJob(tools),
  drill: drillJob(tools),
  restore: restoreJob(tools),
  'confirm-restore': confirmRestoreJob(tools),
  'undo-restore': undoRestoreJob(tools),
  export: exportJob(tools),
  import: importJob({ work: tools.work, restore: tools.importing }),
});
