import * as z from 'zod';
import type { backupJobKinds } from '../core/model/job.ts';
import { time } from './time.ts';
import { verbNames } from './verbs.ts';

/** Held to core's by its type: the contract takes no values of core. */
const backupKinds: typeof backupJobKinds = [
  'backup',
  'verify',
  'repair',
  'drill',
  'restore',
  'confirm-restore',
  'undo-restore',
  'export',
  'import',
];
export const jobKind = z.enum([...verbNames, 'reset', 'remove-data', 'heal', ...backupKinds]);
const jobState = z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled']);

/** What to do about work that the job would end: the same question for every job that stops something. */
export const waitForWork = z
  .int()
  .min(0)
  .max(604_800)
  .optional()
  .describe(
    'Seconds to wait for scenarios, cells and tests that run in what is to be stopped or replaced; 0 ends them. Left out, the job is refused while any runs, or nobody can tell',
  );

export const newJobRequest = z
  .object({
    kind: z.enum(verbNames),
    target: z.string().min(1).max(100).default('lab').describe('`lab`, an environment, or a service'),
    waitForWork,
    whenBusy: z.enum(['wait', 'refuse']).default('refuse'),
  })
  .strict()
  .meta({ id: 'NewJobRequest' });
export type NewJobRequest = z.infer<typeof newJobRequest>;

const jobStepReply = z
  .object({
    seq: z.int(),
    name: z.string(),
    sentence: z.string(),
    state: z.enum(['planned', 'intent', 'done', 'failed', 'undone', 'superseded']),
    startedAt: time.nullable(),
    endedAt: time.nullable(),
    progress: z.number().min(0).max(1).nullable(),
    detail: z.string().nullable(),
  })
  .meta({ id: 'JobStep' });

export const jobReply = z
  .object({
    id: z.string(),
    kind: jobKind,
    title: z.string(),
    target: z.string(),
    state: jobState,
    requestedBy: z.object({ actor: z.string(), name: z.string(), via: z.string() }),
    createdAt: time,
    startedAt: time.nullable(),
    endedAt: time.nullable(),
    outcome: z.string().nullable(),
    error: z.object({ code: z.string(), message: z.string(), hint: z.string().nullable() }).nullable(),
    cancelRequested: z.boolean(),
    progress: z.number().min(0).max(1).describe('Steps done of steps known'),
    steps: z.array(jobStepReply),
  })
  .meta({ id: 'Job' });
export type JobReply = z.infer<typeof jobReply>;

export const jobsReply = z
  .object({ items: z.array(jobReply.omit({ steps: true })), nextCursor: z.string().nullable() })
  .meta({ id: 'Jobs' });
export type JobsReply = z.infer<typeof jobsReply>;

export const jobLogReply = z
  .object({
    items: z.array(z.object({ seq: z.int(), at: time, line: z.string() })),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'JobLog' });
export type JobLogReply = z.infer<typeof jobLogReply>;
