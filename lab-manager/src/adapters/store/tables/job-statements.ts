import type { Connection } from '../connection.ts';
import type { JobRow, StepRow } from './job-rows.ts';

/** The journal's SQL, prepared once. */
export const jobStatements = (connection: Connection) => ({
  create: connection.prepare<{
    id: string;
    kind: string;
    title: string;
    params: string;
    actor: string;
    via: string;
    requestId: string | null;
    createdAt: number;
  }>(
    `INSERT INTO jobs (id, kind, title, params, state, actor, via, request_id, created_at)
     VALUES (@id, @kind, @title, @params, 'queued', @actor, @via, @requestId, @createdAt)`,
  ),
  get: connection.prepare<{ id: string }, JobRow>('SELECT * FROM jobs WHERE id = @id'),
  list: connection.prepare<{ limit: number; before: string | null }, JobRow>(
    'SELECT * FROM jobs WHERE @before IS NULL OR id < @before ORDER BY id DESC LIMIT @limit',
  ),
  unfinished: connection.prepare<Record<string, never>, JobRow>(
    "SELECT * FROM jobs WHERE state IN ('queued', 'running') ORDER BY id",
  ),
  steps: connection.prepare<{ id: string }, StepRow>(
    'SELECT * FROM job_steps WHERE job_id = @id ORDER BY seq',
  ),
  setState: connection.prepare<{
    id: string;
    state: string;
    startedAt: number | null;
    endedAt: number | null;
    outcome: string | null;
    error: string | null;
  }>(
    `UPDATE jobs SET state = @state, started_at = coalesce(started_at, @startedAt), ended_at = @endedAt,
       outcome = coalesce(@outcome, outcome), error = coalesce(error, @error) WHERE id = @id`,
  ),
  requestCancel: connection.prepare<{ id: string }>('UPDATE jobs SET cancel_requested = 1 WHERE id = @id'),
  rememberError: connection.prepare<{ id: string; error: string }>(
    'UPDATE jobs SET error = coalesce(error, @error) WHERE id = @id',
  ),
  lastSeq: connection.prepare<{ id: string }, { seq: number | null }>(
    'SELECT max(seq) AS seq FROM job_steps WHERE job_id = @id',
  ),
  addStep: connection.prepare<{ id: string; seq: number; name: string; sentence: string }>(
    "INSERT INTO job_steps (job_id, seq, name, sentence, state) VALUES (@id, @seq, @name, @sentence, 'planned')",
  ),
  setStep: connection.prepare<{
    id: string;
    seq: number;
    state: string;
    startedAt: number | null;
    endedAt: number | null;
    detail: string | null;
  }>(
    `UPDATE job_steps SET state = @state, started_at = coalesce(started_at, @startedAt), ended_at = @endedAt,
       detail = coalesce(@detail, detail) WHERE job_id = @id AND seq = @seq`,
  ),
  setStepProgress: connection.prepare<{
    id: string;
    seq: number;
    progress: number | null;
    detail: string | null;
  }>(
    `UPDATE job_steps SET progress = @progress, detail = coalesce(@detail, detail)
     WHERE job_id = @id AND seq = @seq`,
  ),
  supersede: connection.prepare<{ id: string; at: number; detail: string }>(
    `UPDATE job_steps SET state = 'superseded', ended_at = @at, detail = @detail
     WHERE job_id = @id AND state IN ('planned', 'intent')`,
  ),
  prune: connection.prepare<{ keep: number }>(
    `DELETE FROM jobs WHERE state NOT IN ('queued', 'running') AND id NOT IN
       (SELECT id FROM jobs WHERE state NOT IN ('queued', 'running') ORDER BY id DESC LIMIT @keep)`,
  ),
});
