import * as z from 'zod';
import { time } from './time.ts';

export const serviceState = z.enum([
  'running',
  'starting',
  'unhealthy',
  'stopping',
  'stopped',
  'failed',
  'missing',
  'unknown',
]);

const stopped = z.object({
  reason: z
    .enum(['person', 'schedule', 'idle', 'codelab'])
    .describe('“codelab”: by a program there, on behalf of whoever develops'),
  since: time,
  by: z.string(),
});

export const serviceReply = z
  .object({
    name: z.string(),
    environment: z.string().nullable(),
    state: serviceState,
    wanted: z.enum(['running', 'stopped', 'uninstalled']),
    message: z.string().nullable(),
    stopped: stopped.nullable().describe('Null unless somebody or something stopped it itself'),
    image: z.string().nullable(),
    startedAt: time.nullable(),
    restartCount: z.int(),
    app: z
      .object({ brick: z.string(), title: z.string(), url: z.url() })
      .nullable()
      .describe('Of an app of a brick: what people call it, and where it is opened'),
  })
  .meta({ id: 'Service' });
export type ServiceReply = z.infer<typeof serviceReply>;

export const environmentReply = z
  .object({
    name: z.string(),
    state: z.enum([
      'running',
      'starting',
      'failed',
      'stopping',
      'stopped',
      'uninstalled',
      'disabled',
      'unknown',
    ]),
    sentence: z
      .string()
      .describe('How it is, since when and why, what waits, and when that changes by itself'),
    stopped: stopped.nullable().describe('Null unless somebody or something stopped it'),
    queued: z.int().describe('Scenarios that wait for its next start; 0 while it runs'),
    startsAt: time.nullable().describe('The schedule’s next start, of what no person stopped'),
    stopsAt: time.nullable().describe('The schedule’s next stop, while it runs'),
  })
  .meta({ id: 'Environment' });
export type EnvironmentReply = z.infer<typeof environmentReply>;

export const problemItem = z
  .object({
    id: z.string(),
    severity: z.enum(['info', 'warning', 'critical']),
    subject: z.string(),
    message: z.string(),
    hint: z.string(),
  })
  .meta({ id: 'HealthProblem' });

export const statusReply = z
  .object({
    state: z.enum(['running', 'starting', 'degraded', 'stopped', 'unknown']),
    summary: z.string(),
    environments: z.array(environmentReply),
    services: z.array(serviceReply),
    problems: z.array(problemItem),
    observedAt: time.nullable().describe('When the engine was last asked; null before the first answer'),
    runningJob: z
      .string()
      .nullable()
      .describe('The job that acts, or has its turn next; null while there is none, or all of them wait'),
    waitingJobs: z
      .array(z.object({ id: z.string(), title: z.string(), target: z.string() }))
      .describe('Jobs that wait for work to end: meanwhile others may be asked for, but not about the same'),
  })
  .meta({ id: 'Status' });
export type StatusReply = z.infer<typeof statusReply>;

export const planReply = z
  .object({
    empty: z.boolean(),
    steps: z.array(
      z.object({
        id: z.int(),
        kind: z.string(),
        subject: z.string(),
        sentence: z.string(),
        cause: z.string(),
        after: z.array(z.int()),
      }),
    ),
    text: z.string().describe('The plan as text, a line per step'),
  })
  .meta({ id: 'Plan' });
export type PlanReply = z.infer<typeof planReply>;
