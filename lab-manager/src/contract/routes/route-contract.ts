import * as z from 'zod';
import type { Permission } from '../../core/access/permissions.ts';

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
  /** Fields of the body that hold a secret: nothing that is kept for an `Idempotency-Key` is made of them, not even a digest. */
  secretFields?: readonly string[];
  /** Neither reads nor sets a cookie, so a client that sends no `Origin` may call it without a token. */
  cookieless?: true;
  /** Asked for again it is done again: its reply is never kept for an `Idempotency-Key`. */
  anew?: true;
  /** Leaves an audit row although it changes nothing: who took what out of the lab. */
  audited?: true;
  /** Changes nothing although its method might: no audit row, no `Idempotency-Key`. */
  readOnly?: true;
}

/** Of a list that comes in pages. */
export const page = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(64).optional(),
});
