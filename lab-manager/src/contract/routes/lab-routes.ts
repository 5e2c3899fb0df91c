import * as lab from '../lab.ts';
import * as status from '../status.ts';
import type { RouteContract } from './route-contract.ts';

/** How the lab is, and what would be done to it. */
export const labRoutes = {
  getVersion: {
    method: 'GET',
    path: '/version',
    access: 'lab:read',
    summary: 'Versions of the manager and its engine',
    reply: lab.versionReply,
    status: 200,
  },
  getStatus: {
    method: 'GET',
    path: '/status',
    access: 'lab:read',
    summary: 'The lab’s services and problems, as last observed',
    reply: status.statusReply,
    status: 200,
  },
  getPlan: {
    method: 'GET',
    path: '/plan',
    access: 'lab:read',
    summary: 'What apply would do now',
    reply: status.planReply,
    status: 200,
  },
  getDoctor: {
    method: 'GET',
    path: '/doctor',
    access: 'lab:read',
    summary: 'Every check, looked at anew',
    reply: lab.doctorReply,
    status: 200,
  },
} as const satisfies Record<string, RouteContract>;
