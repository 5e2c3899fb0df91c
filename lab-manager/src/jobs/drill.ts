import type { Job } from '../core/model/job.ts';
import type { JobDefinition, JobEnding, PlannedStep } from './job-definition.ts';
import { clear, clearAfterFailure, makingSteps } from './restore-making.ts';
import type { DrillWork } from './restore-work.ts';
import { hasFailed, isDone, isOver, lastWords, wasTried } from './step-history.ts';

const look = 'look';
const count = 'count';
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
    // A step of its own: what can't even be read is told of the snapshot, too.
    if (!isDone(job, look)) return [lookStep(drill, job)];
    const making = makingSteps(drill, job, await drill.parts(job));
    if (making.length > 0) return making;
    return isDone(job, count) ? [recordStep(drill, job, undefined)] : [countStep(drill, job)];
  },

  // Nothing of it keeps the rest from being done: a whole lab would lie there.
  onFailure: async (job, ending) => {
    if (!wasTried(job, look)) return [];
    const cleared = hasFailed(job, clear) ? [] : clearAfterFailure(drill, job);
    if (cleared.length > 0) return cleared.map(whateverComesOfIt);
    return isToldAsFailure(job, ending)
      ? [whateverComesOfIt(recordStep(drill, job, ending))]
      : removeSteps(drill, job);
  },

  outcome: (job) => lastWords(job, record) ?? 'The snapshot was restored beside the lab, and is right.',
});

const whateverComesOfIt = (step: PlannedStep): PlannedStep => ({ ...step, mayFail: true });

/** One that was called off says nothing about the snapshot. */
const isToldAsFailure = (job: Job, { reason }: JobEnding): boolean =>
  reason === 'failed' && !isOver(job, record);

const lookStep = (drill: DrillWork, job: Job): PlannedStep => ({
  name: look,
  sentence: 'read what the snapshot says of itself',
  after: [],
  waits: true,
  do: (report, signal) => drill.look(job, report, signal),
});

const countStep = (drill: DrillWork, job: Job): PlannedStep => ({
  name: count,
  sentence: 'count what was restored, and compare it with what the snapshot has',
  after: [],
  waits: true,
  do: (report, signal) => drill.count(job, report, signal),
});

const recordStep = (drill: DrillWork, job: Job, ending: JobEnding | undefined): PlannedStep => ({
  name: record,
  sentence: 'write down what came of it',
  after: [],
  do: (report, signal) => drill.record(job, ending?.error, report, signal),
});

const removeSteps = (drill: DrillWork, job: Job): readonly PlannedStep[] =>
  isDone(job, remove)
    ? []
    : [{ name: remove, sentence: 'remove what was made for it', after: [], do: () => drill.remove(job) }];
