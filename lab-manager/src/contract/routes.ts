import * as z from 'zod';
import type { Permission } from '../core/access/permissions.ts';
import * as access from './access.ts';
import * as config from './config.ts';
import * as jobs from './jobs.ts';
import * as lab from './lab.ts';
import * as status from './status.ts';

/** `public`: anybody; `signed-in`: any user, about themself. */
export type RouteAccess = Permission | 'public' | 'signed-in';

export interface RouteContract {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/api/v1`, with `:name` parameters. */
  path: string;
  access: RouteAccess;
  summary: string;
  query?: z.ZodType;
  body?: z.ZodType;
  /** Undefined: 204, or a stream where `stream` says so. */
  reply?: z.ZodType;
  status: 200 | 201 | 202 | 204;
  /** Media type of a streamed reply. */
  stream?: string;
  /** The reply holds a secret that is shown once: it is never kept for an `Idempotency-Key`. */
  secretReply?: true;
  /** Neither reads nor sets a cookie, so a client that sends no `Origin` may call it without a token. */
  cookieless?: true;
  /** Changes nothing although its method might: no audit row, no `Idempotency-Key`. */
  readOnly?: true;
}

const page = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(64).optional(),
});

/** Every route there is: the API implements exactly these, the OpenAPI document and the clients come from them. */
export const routes = {
  getLab: {
    method: 'GET',
    path: '/lab',
    access: 'public',
    summary: 'What anybody may know about this lab',
    reply: lab.labReply,
    status: 200,
  },
  getOpenApi: {
    method: 'GET',
    path: '/openapi.json',
    access: 'public',
    summary: 'This document',
    reply: z.unknown(),
    status: 200,
  },
  claimLab: {
    method: 'POST',
    path: '/claim',
    access: 'public',
    summary: 'Claim the lab with the set-up token; once, ever',
    body: access.claimRequest,
    reply: access.whoAmIReply,
    status: 201,
    secretReply: true,
  },
  signIn: {
    method: 'POST',
    path: '/session',
    access: 'public',
    summary: 'Sign in; answers with the session cookie',
    body: access.signInRequest,
    reply: access.whoAmIReply,
    status: 201,
    secretReply: true,
  },
  whoAmI: {
    method: 'GET',
    path: '/session',
    access: 'signed-in',
    summary: 'Who is signed in',
    reply: access.whoAmIReply,
    status: 200,
  },
  signOut: {
    method: 'DELETE',
    path: '/session',
    access: 'signed-in',
    summary: 'Sign out, here and on the environments’ hosts',
    status: 204,
  },
  login: {
    method: 'POST',
    path: '/login',
    access: 'public',
    summary: 'Exchange a password for an API token (labctl login)',
    body: access.loginRequest,
    reply: access.newTokenReply,
    status: 201,
    secretReply: true,
    cookieless: true,
  },
  listTokens: {
    method: 'GET',
    path: '/tokens',
    access: 'signed-in',
    summary: 'One’s own API tokens',
    reply: access.tokensReply,
    status: 200,
  },
  newToken: {
    method: 'POST',
    path: '/tokens',
    access: 'signed-in',
    summary: 'Make an API token',
    body: access.newTokenRequest,
    reply: access.newTokenReply,
    status: 201,
    secretReply: true,
  },
  revokeToken: {
    method: 'DELETE',
    path: '/tokens/:id',
    access: 'signed-in',
    summary: 'Revoke one of one’s own tokens',
    status: 204,
  },
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
    summary: 'Apply, start, stop or restart',
    body: jobs.newJobRequest,
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
  getLogs: {
    method: 'GET',
    path: '/services/:service/logs',
    access: 'logs:read',
    summary: 'A service’s log as text lines `time stream text`',
    query: z.object({
      tail: z.coerce.number().int().min(0).max(100_000).default(200),
      since: z.iso.datetime().optional(),
      follow: z.stringbool().default(false),
      format: z.enum(['text', 'json']).default('text').describe('`json`: one object a line'),
    }),
    status: 200,
    stream: 'text/plain',
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

export type RouteName = keyof typeof routes;

/** The permission each socket event needs; `lab:status` and the job events are sent to those who may read them. */
export const socketPermissions = {
  connect: 'lab:read',
  'logs:follow': 'logs:read',
  'logs:stop': 'logs:read',
} as const satisfies Record<string, Permission>;

export const apiBase = '/api/v1';
export const livePath = '/live';
