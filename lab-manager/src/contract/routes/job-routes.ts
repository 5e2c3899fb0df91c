import * as z from 'zod';
import * as jobs from '../jobs.ts';
import { page, type RouteContract } from './route-contract.ts';

/** What is asked of the lab, and how far it is. */
export const jobRoutes = {
  listJobs: {
    method: 'GET',
    path: '/jobs',
    access: 'job:read',
    summary: 'Jobs, newest first',
    query: page,
    reply: jobs.jobsReply,
    status: 200,
  },
  newJob: {
    method: 'POST',
    path: '/jobs',
    access: 'job:run',
    summary: 'Ask for a verb: apply, install, start, stop, restart, enable, disable, uninstall',
    body: jobs.newJobRequest,
    reply: jobs.jobReply,
    status: 202,
  },
  startEnvironment: {
    method: 'POST',
    path: '/environments/:environment/start',
    access: 'environment:start',
    summary:
      'Start an environment that the schedule or idleness stopped, or follow the start that is under way',
    reply: jobs.jobReply,
    status: 202,
  },
  getJob: {
    method: 'GET',
    path: '/jobs/:id',
    access: 'job:read',
    summary: 'A job with its steps',
    query: z.object({
      wait: z.coerce.number().int().min(0).max(60).default(0).describe('Seconds to wait for its end'),
    }),
    reply: jobs.jobReply,
    status: 200,
  },
  getJobLog: {
    method: 'GET',
    path: '/jobs/:id/log',
    access: 'job:read',
    summary: 'A job’s log',
    query: page,
    reply: jobs.jobLogReply,
    status: 200,
  },
  cancelJob: {
    method: 'POST',
    path: '/jobs/:id/cancel',
    access: 'job:cancel',
    summary: 'Cancel at the next step boundary',
    reply: jobs.jobReply,
    status: 202,
  },
} as const satisfies Record<string, RouteContract>;
