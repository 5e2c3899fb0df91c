import * as jobs from '../jobs.ts';
import * as reference from '../reference.ts';
import type { RouteContract } from './route-contract.ts';

/** What lies on the disk until a person deletes it. */
export const dataRoutes = {
  getReference: {
    method: 'GET',
    path: '/reference',
    access: 'lab:read',
    summary: 'Which reference data the bricks ask for, and what lies on the disk',
    reply: reference.referenceReply,
    status: 200,
  },
  removeReference: {
    method: 'DELETE',
    path: '/reference/:generation',
    access: 'config:write',
    summary: 'Delete reference data that nothing uses',
    reply: jobs.jobReply,
    status: 202,
  },
  removeBrickData: {
    method: 'DELETE',
    path: '/environments/:environment/brick-data/:data',
    access: 'config:write',
    summary: 'Delete the data of a database that no brick declares any more',
    reply: jobs.jobReply,
    status: 202,
  },
} as const satisfies Record<string, RouteContract>;
