import * as z from 'zod';
import * as config from '../config.ts';
import { page, type RouteContract } from './route-contract.ts';

/** The lab file and its versions. */
export const configRoutes = {
  getConfig: {
    method: 'GET',
    path: '/config',
    access: 'config:read',
    summary: 'The accepted lab file',
    query: z.object({ version: z.coerce.number().int().min(1).optional() }),
    reply: config.configReply,
    status: 200,
  },
  checkConfig: {
    method: 'POST',
    path: '/config/check',
    access: 'config:read',
    summary: 'Check a lab file and show what it would change',
    body: config.checkConfigRequest,
    reply: config.checkConfigReply,
    status: 200,
    readOnly: true,
  },
  putConfig: {
    method: 'PUT',
    path: '/config',
    access: 'config:write',
    summary: 'Accept a lab file as the newest version (apply carries it out)',
    body: config.putConfigRequest,
    reply: config.putConfigReply,
    status: 200,
  },
  listConfigVersions: {
    method: 'GET',
    path: '/config/versions',
    access: 'config:read',
    summary: 'Accepted lab files, newest first',
    query: page,
    reply: config.configVersionsReply,
    status: 200,
  },
  diffConfig: {
    method: 'GET',
    path: '/config/diff',
    access: 'config:read',
    summary: 'What changed between two versions',
    query: z.object({ from: z.coerce.number().int().min(1), to: z.coerce.number().int().min(1) }),
    reply: config.configDiffReply,
    status: 200,
  },
} as const satisfies Record<string, RouteContract>;
