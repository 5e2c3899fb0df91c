import type { Response } from 'express';
import type * as z from 'zod';
import type { RouteContract } from '../../contract/index.ts';
import { goneFrom } from './same-shape.ts';
import type { StreamedFile } from './send-file.ts';

/** A handler's answer with its types forgotten: they were checked against the table where the handler was made. */
export interface PlainAnswer {
  body?: unknown;
  lines?: AsyncIterable<string>;
  file?: StreamedFile;
  location?: string;
  cookies?: readonly string[];
  etag?: string;
  contentType?: string;
  actor?: string;
  target?: string;
}

export interface ReadyReply {
  status: number;
  body: string;
  location: string | undefined;
  etag?: string | undefined;
  cookies?: readonly string[] | undefined;
  next?: string | undefined;
}

/**
 * Every reply goes out through its schema, which drops what it doesn't know: a field added to the model can't leak.
 * A reply that doesn't fit is a bug; while `strict`, so is one with more than the schema knows.
 */
export function readyReply(route: RouteContract, answer: PlainAnswer, strict: boolean): ReadyReply {
  const { location, etag, cookies } = answer;
  const body = route.reply === undefined ? undefined : fit(route.reply, answer.body, strict);
  const quoted = etag === undefined ? undefined : `"${etag}"`;
  const text = body === undefined ? '' : JSON.stringify(body);
  return { status: route.status, body: text, location, etag: quoted, cookies, next: nextCursor(body) };
}

function fit(schema: z.ZodType, body: unknown, strict: boolean): unknown {
  const known = schema.parse(body);
  if (!strict) return known;
  const gone = goneFrom(body, known);
  if (gone !== undefined) throw new Error(`The reply holds ${gone}, which its schema doesn't know.`);
  return known;
}

export function sendReply(response: Response, reply: ReadyReply): void {
  response.status(reply.status);
  response.setHeader('Cache-Control', 'no-store');
  if (reply.location !== undefined) response.setHeader('Location', reply.location);
  if (reply.cookies !== undefined) response.setHeader('Set-Cookie', [...reply.cookies]);
  if (reply.next !== undefined) response.setHeader('Link', linkTo(response.req.originalUrl, reply.next));
  if (reply.etag !== undefined) response.setHeader('ETag', reply.etag);
  if (reply.status === 200 && reply.etag !== undefined && response.req.fresh) {
    response.status(304).end();
    return;
  }
  if (reply.body === '') {
    response.end();
    return;
  }
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.end(reply.body);
}

function nextCursor(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('nextCursor' in body)) return undefined;
  return typeof body.nextCursor === 'string' ? body.nextCursor : undefined;
}

function linkTo(url: string, cursor: string): string {
  const [path = '', query] = url.split('?', 2);
  const parameters = new URLSearchParams(query);
  parameters.set('cursor', cursor);
  return `<${path}?${parameters.toString()}>; rel="next"`;
}
