import { applyJob } from './apply.ts';
import { healJob } from './heal.ts';
import type { JobDefinitions } from './job-definition.ts';
import type { LabJobTools } from './lab-work.ts';
import { restartJob } from './restart.ts';
import { startJob } from './start.ts';
import { stopJob } from './stop.ts';

export const labJobs = (tools: LabJobTools): JobDefinitions => ({
  apply: applyJob(tools),
  start: startJob(tools),
  stop: stopJob(tools),
  restart: restartJob(tools),
  heal: healJob(tools),
});
