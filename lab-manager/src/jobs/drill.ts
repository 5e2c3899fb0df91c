import type { Job } from '../core/model/job.ts';
import type { JobDefinition, JobEnding, PlannedStep } from './job-definition.ts';
import { clearAfterFailure, makingSteps, preflight } from './restore-making.ts';
import type { DrillWork } from './restore-work.ts';
import { isDone, lastWords, wasTried } from './step-history.ts';

const record = 'record';
const remove = 'remove';

/** A restore of everything beside the lab, with databases and a glab of its own: it proves a snapshot, and how long that takes. */
export const drillJob = ({ drill }: { drill: DrillWork }): JobDefinition => ({
  title: (params) => {
    drill.assertDrillable(params);
    return params.snapshot === undefined
      ? 'Drill a restore of the newest good snapshot'
      : `Drill a restore of the snapshot ${params.snapshot.slice(0, 8)}`;
  },

  plan: async (job) => {
    if (isDone(job, record)) return removeSteps(drill, job);
    const making = makingSteps(drill, job, await drill.parts(job));
    return making.length > 0 ? making : [recordStep(drill, job, undefined)];
  },

  onFailure: async (job, ending) => {
    if (!wasTried(job, preflight)) return [];
    const cleared = clearAfterFailure(drill, job);
    if (cleared.length > 0) return cleared;
    return isToldAsFailure(job, ending) ? [recordStep(drill, job, ending)] : removeSteps(drill, job);
  },

  outcome: (job) => lastWords(job, record) ?? 'The snapshot was restored beside the lab, and is right.',
});

/** One that was called off says nothing about the snapshot. */
const isToldAsFailure = (job: Job, { reason }: JobEnding): boolean =>
  reason === 'failed' && !isDone(job, record);

const recordStep = (drill: DrillWork, job: Job, ending: JobEnding | undefined): PlannedStep => ({
  name: record,
  sentence: 'write down what came of it',
  after: [],
  do: (report) => drill.record(job, ending?.error.message, report),
});

const removeSteps = (drill: DrillWork, job: Job): readonly PlannedStep[] =>
  isDone(job, remove)
    ? []
    : [{ name: remove, sentence: 'remove what was made for it', after: [], do: () => drill.remove(job) }];
