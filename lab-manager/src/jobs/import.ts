import type { Job } from '../core/model/job.ts';
import type { JobDefinition, StepReport } from './job-definition.ts';
import type { LabWork } from './lab-work.ts';
import { restoreJob } from './restore.ts';
import type { RestoreWork } from './restore-work.ts';
import { isDone } from './step-history.ts';

/**
 * Reads all of an export, which may take hours, and changes nothing. Throws `backup.not_good` for one that lacks something where
 * nobody asked for that, `export.no_passphrase`, and what `LabExports.check` throws.
 */
export type ImportCheck = (job: Job, report: StepReport, signal: AbortSignal) => Promise<void>;

const check = 'check';

/** A restore from an export: all of it is checked before anything is made, and what was there lies aside as after any. */
export const importJob = (tools: {
  work: LabWork;
  restore: RestoreWork;
  check: ImportCheck;
}): JobDefinition => {
  const restoring = restoreJob(tools);
  return {
    ...restoring,
    title: (params) => {
      tools.restore.assertRestorable(params);
      return `Import ${tools.restore.words(params)} from ${params.file ?? ''}`;
    },
    plan: async (job, context) =>
      isDone(job, check)
        ? restoring.plan(job, context)
        : [
            {
              name: check,
              sentence: `read all of ${job.params.file ?? ''}, and see whether it is whole`,
              after: [],
              waits: true,
              do: (report, signal) => tools.check(job, report, signal),
            },
          ],
  };
};
