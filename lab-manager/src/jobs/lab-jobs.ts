import { applyJob } from './apply.ts';
import { disableJob, enableJob } from './enabling.ts';
import { healJob } from './heal.ts';
import { installJob } from './install.ts';
import { LabError } from '../core/model/lab-error.ts';
import type { JobDefinition, JobDefinitions } from './job-definition.ts';
import type { LabJobTools } from './lab-work.ts';
import { removeDataJob } from './remove-data.ts';
import { resetJob } from './reset.ts';
import { restartJob } from './restart.ts';
import { startJob } from './start.ts';
import { stopJob } from './stop.ts';
import { uninstallJob } from './uninstall.ts';

export const labJobs = (tools: LabJobTools): JobDefinitions => ({
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
  backup: coming,
  verify: coming,
  drill: coming,
  restore: coming,
  'confirm-restore': coming,
  'undo-restore': coming,
  export: coming,
  import: coming,
});

const coming: JobDefinition = {
  title: () => {
    throw new LabError('internal', 'Backups are not joined to the jobs yet.');
  },
  plan: () => Promise.resolve([]),
  outcome: () => '',
};
