import type { JobReply } from '../../contract/index.ts';
import { finalJobStates, type Job, type JobStep } from '../../core/model/job.ts';
import { codelabProgram, codelabWords } from '../../core/model/user.ts';
import type { Users } from '../../core/ports.ts';
import { time, timeOrNull } from './time.ts';

export function jobReply(job: Job, users: Pick<Users, 'byId'>): JobReply {
  return { ...jobSummary(job, users), steps: job.steps.map(stepReply) };
}

export function jobSummary(job: Job, users: Pick<Users, 'byId'>): Omit<JobReply, 'steps'> {
  const { actor, via } = job.requestedBy;
  return {
    id: job.id,
    kind: job.kind,
    title: job.title,
    target: job.params.target,
    state: job.state,
    requestedBy: { actor, name: users.byId(actor)?.name ?? nobodys[actor] ?? actor, via },
    createdAt: time(job.createdAt),
    startedAt: timeOrNull(job.startedAt),
    endedAt: timeOrNull(job.endedAt),
    outcome: job.outcome ?? null,
    error: job.error === undefined ? null : { ...job.error, hint: job.error.hint ?? null },
    cancelRequested: job.cancelRequested,
    progress: progressOf(job),
  };
}

/** Who is no person, in words. */
const nobodys: Readonly<Record<string, string>> = {
  lab: 'the lab itself',
  schedule: 'the schedule',
  idle: 'the idle stop',
  [codelabProgram.id]: codelabWords,
};

/** A step under way counts for what it has done; what was planned anew doesn't count at all. */
function progressOf(job: Job): number {
  if (job.state === 'succeeded') return 1;
  const steps = job.steps.filter((step) => step.state !== 'superseded');
  if (steps.length === 0) return finalJobStates.includes(job.state) ? 1 : 0;
  return steps.reduce((sum, step) => sum + stepProgress(step), 0) / steps.length;
}

function stepProgress(step: JobStep): number {
  if (step.state === 'planned') return 0;
  return step.state === 'intent' ? (step.progress ?? 0) : 1;
}

function stepReply(step: JobStep): JobReply['steps'][number] {
  return {
    seq: step.seq,
    name: step.name,
    sentence: step.sentence,
    state: step.state,
    startedAt: timeOrNull(step.startedAt),
    endedAt: timeOrNull(step.endedAt),
    progress: step.progress ?? null,
    detail: step.detail ?? null,
  };
}
