import type { IncomingMessage, ServerResponse } from 'node:http';
import { ulid } from 'ulid';

/** What may stand in a log and a header as it is. */
const safe = /^[A-Za-z0-9._-]{8,64}$/;

/** The client's own id where it is harmless, so that its log and ours can be read together. */
export function requestId(request: IncomingMessage, response: ServerResponse): string {
  const given = request.headers['x-request-id'];
  const id = typeof given === 'string' && safe.test(given) ? given : ulid();
  response.setHeader('X-Request-Id', id);
  return id;
}
