import type { Request, RequestHandler, Response } from 'express';
import type { RouteContract } from '../../contract/index.ts';
import type { Principal } from '../access/principal.ts';
import { isSafe } from '../access/cross-site.ts';
import type { Services } from '../services.ts';
import { admit, identify } from './admit.ts';
import { askerOf } from './asker.ts';
import { goneSignal } from './gone-signal.ts';
import { idempotencyKey, type Idempotency } from './idempotency.ts';
import { jsonBody } from './json-body.ts';
import { parse, parseParams } from './parse.ts';
import { readyReply, sendReply, type PlainAnswer, type ReadyReply } from './reply.ts';
import { sendFile } from './send-file.ts';
import { sendLines } from './send-lines.ts';
import { Trail } from './trail.ts';

export interface PlainCall {
  params: Record<string, string>;
  query: unknown;
  body: unknown;
  caller: Principal | undefined;
  asker: ReturnType<typeof askerOf>;
  ifMatch: string | undefined;
  signal: AbortSignal;
}

/** A line of the table with its handler: what is checked and what runs can't come apart. */
export interface ServedRoute {
  name: string;
  route: RouteContract;
  handle: (call: PlainCall) => PlainAnswer | Promise<PlainAnswer>;
}

interface Performed {
  answer?: PlainAnswer;
  reply?: ReadyReply;
  replayed: boolean;
}

/** Asks who, whether they may, and what for; runs the handler; answers; leaves a trail. */
export function dispatcher(
  served: ServedRoute,
  services: Services,
  idempotency: Idempotency,
): RequestHandler {
  const { name, route } = served;
  const { audit, authenticator, deps } = services;
  const audited = (!isSafe(route.method) && route.readOnly !== true) || route.audited === true;
  return async (request, response) => {
    const asker = askerOf(request);
    const trail = new Trail(audit, name, asker, request);
    try {
      const caller = identify(authenticator, route, request.headers, asker);
      trail.caller = caller;
      admit(route, caller, request, deps.hosts().console.origin);
      const call = await read(route, request, response, caller);
      trail.reachedHandler = true;
      const done = await perform(served, call, request, idempotency, deps.strictReplies === true);
      if (audited && !done.replayed) trail.ok(done.answer ?? {});
      await send(done, response, call.signal);
    } catch (error) {
      if (audited) trail.failed(error);
      throw error;
    }
  };
}

async function read(
  route: RouteContract,
  request: Request,
  response: Response,
  caller: Principal | undefined,
): Promise<PlainCall> {
  const params = parseParams(request.params);
  const query = route.query === undefined ? undefined : parse(route.query, request.query);
  const body = route.body === undefined ? undefined : parse(route.body, await jsonBody(request, response));
  const ifMatch = request.headers['if-match'];
  return { params, query, body, caller, asker: askerOf(request), ifMatch, signal: goneSignal(response) };
}

async function perform(
  { route, handle }: ServedRoute,
  call: PlainCall,
  request: Request,
  idempotency: Idempotency,
  strict: boolean,
): Promise<Performed> {
  const key = idempotencyKey(request.get('idempotency-key'));
  const repeatable =
    isSafe(route.method) || route.secretReply === true || route.readOnly === true || route.anew === true;
  if (key === undefined || repeatable || call.caller === undefined) {
    const answer = await handle(call);
    if (answer.lines !== undefined || answer.file !== undefined) return { answer, replayed: false };
    return { answer, reply: readyReply(route, answer, strict), replayed: false };
  }
  let answer: PlainAnswer | undefined;
  const content = JSON.stringify(
    [route.method, request.originalUrl, request.body ?? null],
    (name, value: unknown) => (route.secretFields?.includes(name) === true ? undefined : value),
  );
  const { reply, replayed } = await idempotency.run(
    { actor: call.caller.user.id, key, content },
    async () => {
      answer = await handle(call);
      return readyReply(route, answer, strict);
    },
  );
  return { ...(answer === undefined ? {} : { answer }), reply, replayed };
}

async function send({ answer, reply }: Performed, response: Response, signal: AbortSignal): Promise<void> {
  if (reply !== undefined) {
    sendReply(response, reply);
    return;
  }
  if (answer?.file !== undefined) {
    await sendFile(response, answer.file, signal);
    return;
  }
  response.setHeader('Content-Type', answer?.contentType ?? 'text/plain; charset=utf-8');
  response.setHeader('Cache-Control', 'no-store');
  if (answer?.lines !== undefined) await sendLines(response, answer.lines, signal);
}
