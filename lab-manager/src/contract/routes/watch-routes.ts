import * as z from 'zod';
import * as access from '../access.ts';
import * as figures from '../figures.ts';
import { page, type RouteContract } from './route-contract.ts';

/** What goes on, and what went on: logs, figures, who did what. */
export const watchRoutes = {
  getLogs: {
    method: 'GET',
    path: '/services/:service/logs',
    access: 'logs:read',
    summary: 'A service’s log as text lines `time stream text`',
    query: z.object({
      tail: z.coerce
        .number()
        .int()
        .min(0)
        .max(10_000_000)
        .default(200)
        .describe('How many of the last lines'),
      since: z.iso.datetime().optional(),
      follow: z.stringbool().default(false),
      grep: z.string().min(1).max(200).optional().describe('Only lines with this text, capitals or not'),
      format: z.enum(['text', 'json']).default('text').describe('`json`: one object a line'),
    }),
    status: 200,
    stream: 'text/plain',
  },
  getFigures: {
    method: 'GET',
    path: '/figures',
    access: 'lab:read',
    summary: 'What the services, the environments and the machine use now, beside their limits',
    reply: figures.figuresReply,
    status: 200,
  },
  getFigureHistory: {
    method: 'GET',
    path: '/figures/history',
    access: 'lab:read',
    summary: 'What one of them used, minute by minute, over a day at most',
    query: z.object({
      subject: z
        .string()
        .min(1)
        .max(100)
        .default('machine')
        .describe('A service, an environment, or `machine`'),
      since: z.iso.datetime().optional(),
    }),
    reply: figures.figureHistoryReply,
    status: 200,
  },
  listAudit: {
    method: 'GET',
    path: '/audit',
    access: 'audit:read',
    summary: 'Who did what, newest first',
    query: page,
    reply: access.auditReply,
    status: 200,
  },
} as const satisfies Record<string, RouteContract>;
