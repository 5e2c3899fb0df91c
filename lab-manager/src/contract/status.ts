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

export const serviceReply = z
  .object({
    name: z.string(),
    environment: z.string().nullable(),
    state: serviceState,
    wanted: z.enum(['running', 'stopped']),
    message: z.string().nullable(),
    image: z.string().nullable(),
    startedAt: time.nullable(),
    restartCount: z.int(),
  })
  .meta({ id: 'Service' });
export type ServiceReply = z.infer<typeof serviceReply>;

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
    services: z.array(serviceReply),
    problems: z.array(problemItem),
    observedAt: time.nullable().describe('When the engine was last asked; null before the first answer'),
    runningJob: z.string().nullable(),
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
