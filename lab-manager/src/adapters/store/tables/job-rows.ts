import type {
  Job,
  JobKind,
  JobParams,
  JobState,
  JobStep,
  JobStepState,
  Requester,
} from '../../../core/model/job.ts';
import { stepAct } from '../../../core/step-names.ts';

export interface JobRow {
  id: string;
  kind: JobKind;
  title: string;
  params: string;
  state: JobState;
  actor: string;
  via: Requester['via'];
  request_id: string | null;
  created_at: number;
  started_at: number | null;
  ended_at: number | null;
  outcome: string | null;
  error: string | null;
  cancel_requested: number;
}

export interface StepRow {
  seq: number;
  name: string;
  sentence: string;
  state: JobStepState;
  started_at: number | null;
  ended_at: number | null;
  progress: number | null;
  detail: string | null;
}

export const toJob = (row: JobRow, steps: readonly JobStep[]): Job => ({
  id: row.id,
  kind: row.kind,
  title: row.title,
  params: JSON.parse(row.params) as JobParams,
  state: row.state,
  requestedBy: { actor: row.actor, via: row.via, requestId: row.request_id ?? undefined },
  createdAt: row.created_at,
  startedAt: row.started_at ?? undefined,
  endedAt: row.ended_at ?? undefined,
  outcome: row.outcome ?? undefined,
  error: toError(row.error),
  cancelRequested: row.cancel_requested === 1,
  steps,
});

export const toStep = (row: StepRow): JobStep => ({
  seq: row.seq,
  name: row.name,
  act: stepAct(row.name),
  sentence: row.sentence,
  state: row.state,
  startedAt: row.started_at ?? undefined,
  endedAt: row.ended_at ?? undefined,
  progress: row.progress ?? undefined,
  detail: row.detail ?? undefined,
});

/** JSON drops undefined properties: the hint comes back as one. */
function toError(text: string | null): Job['error'] {
  if (text === null) return undefined;
  const error = JSON.parse(text) as { code: string; message: string; hint?: string };
  return { code: error.code, message: error.message, hint: error.hint };
}
