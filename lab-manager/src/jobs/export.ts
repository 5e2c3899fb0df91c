import type { Job, JobParams } from '../core/model/job.ts';
import type { BackupWork } from './backup-work.ts';
import type { JobDefinition, StepReport } from './job-definition.ts';
import { wakeSteps } from './quiet-services.ts';
import { cleanStep, end, leavingSteps, readingSteps } from './reading.ts';
import { isDone, lastWords } from './step-history.ts';

/** What the job `export` needs beside what a backup does. */
export interface ExportWork {
  /** Throws `request.invalid`. */
  assertExportable(params: JobParams): void;
  /** Whether this very job has written it whole, before its manager died. */
  isWritten(job: Job): Promise<boolean>;
  /** Throws `export.no_passphrase` where what was given to seal its secrets with is gone: before anything is read for nothing. */
  assertWritable(job: Job): void;
  /**
   * Writes the file whole or not at all, and ends with what is in it as the step's last words. Throws `backup.incomplete` where
   * the lab could not be read whole: the file is there then, and its name says so. Throws `disk.low` before it would take what
   * databases need to go on. What this job wrote whole before its manager died counts, and is not written again.
   */
  write(job: Job, report: StepReport, signal: AbortSignal): Promise<void>;
  /** Nothing that is half-written stays. */
  discard(job: Job): Promise<void>;
}

const write = 'write';

/** Everything of the lab as one plain file; databases are written out and services made quiet as for a snapshot. */
export const exportJob = ({
  backup: reading,
  exporting,
}: {
  backup: BackupWork;
  exporting: ExportWork;
}): JobDefinition => {
  const backup: BackupWork = {
    ...reading,
    end: async (job) => {
      try {
        await exporting.discard(job);
      } finally {
        await reading.end(job);
      }
    },
  };

  return {
    title: (params) => {
      exporting.assertExportable(params);
      return `Export the lab to ${params.file ?? ''}`;
    },
    plan: async (job) => {
      const wake = wakeSteps(backup, job);
      if (wake.length > 0) return wake;
      if (isDone(job, write)) return isDone(job, end) ? [] : [cleanStep(backup, job, end)];
      if (!(await exporting.isWritten(job))) exporting.assertWritable(job);
      return readingSteps(backup, job, await backup.scope(job), {
        read: {
          name: write,
          sentence: `write everything into ${job.params.file ?? ''}`,
          do: (report, signal) => exporting.write(job, report, signal),
        },
      });
    },
    onFailure: async (job) => leavingSteps(backup, job),
    outcome: (job) => lastWords(job, write) ?? '',
  };
};
