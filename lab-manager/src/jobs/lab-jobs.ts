import { applyJob } from './apply.ts';
import { backupJobs } from './backup-jobs.ts';
import type { BackupJobTools } from './backup-tools.ts';
import { disableJob, enableJob } from './enabling.ts';
import { healJob } from './heal.ts';
import { installJob } from './install.ts';
import type { JobDefinitions } from './job-definition.ts';
import type { LabJobTools } from './lab-work.ts';
import { removeDataJob } from './remove-data.ts';
import { resetJob } from './reset.ts';
import { restartJob } from './restart.ts';
import { startJob } from './start.ts';
import { stopJob } from './stop.ts';
import { uninstallJob } from './uninstall.ts';

export const labJobs = (tools: LabJobTools & { backups?: BackupJobTools | undefined }): JobDefinitions => ({
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
  ...backupJobs(tools.work, tools.backups),
});
