import * as z from 'zod';
import * as dev from '../dev.ts';
import * as jobs from '../jobs.ts';
import type { RouteContract } from './route-contract.ts';

/** The development environment, as the codelab asks about it. */
export const devRoutes = {
  getDev: {
    method: 'GET',
    path: '/dev',
    access: 'dev:steer',
    summary: 'How the development environment is',
    reply: dev.devReply,
    status: 200,
  },
  newDevJob: {
    method: 'POST',
    path: '/dev/jobs',
    access: 'dev:steer',
    summary: 'Start or stop dev-glab; waits for a job that runs',
    body: dev.newDevJobRequest,
    reply: jobs.jobReply,
    status: 202,
  },
  getDevJob: {
    method: 'GET',
    path: '/dev/jobs/:id',
    access: 'dev:steer',
    summary: 'A job about dev-glab',
    query: z.object({ wait: z.coerce.number().int().min(0).max(60).default(0) }),
    reply: jobs.jobReply,
    status: 200,
  },
  resetDev: {
    method: 'POST',
    path: '/dev/reset',
    access: 'dev:reset',
    summary:
      'Empty dev: its data and its databases, those of bricks too; the codelab’s files only where asked for',
    body: dev.resetDevRequest,
    reply: jobs.jobReply,
    status: 202,
  },
  reloadDev: {
    method: 'POST',
    path: '/dev/reload',
    access: 'dev:steer',
    summary: 'Have dev-glab look at its bricks now; answers when it has',
    reply: dev.reloadReply,
    status: 200,
  },
  testBrick: {
    method: 'POST',
    path: '/dev/tests',
    access: 'dev:steer',
    summary:
      'Run the tests of a brick of the codelab’s workspace; answers when they have ended, within an hour. They end with the request; at most four run at once',
    body: dev.testBrickRequest,
    reply: dev.testBrickReply,
    status: 200,
    anew: true,
  },
} as const satisfies Record<string, RouteContract>;
