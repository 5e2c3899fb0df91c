import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { pinoHttp } from 'pino-http';
import { cap } from './cap.ts';
import { requestId } from './request-id.ts';

/** One JSON line per request: no query strings, no headers, nothing longer than it must be. */
export function requestLog(log: Logger, quietPaths: readonly string[] = []): RequestHandler {
  const logger = pinoHttp({
    logger: log,
    genReqId: requestId,
    serializers: { req: describeRequest, res: describeResponse, err: describeError },
    wrapSerializers: false,
    customLogLevel: (_request, response, error) => levelOf(response, error),
    customSuccessMessage: () => 'request',
    customErrorMessage: () => 'request failed',
    customAttributeKeys: { responseTime: 'ms' },
    autoLogging: { ignore: (request) => quietPaths.includes(pathOf(request)) },
  });
  // Under a name of our own: the walk over the routes knows every layer by name.
  return function requestLog(request, response, next) {
    logger(request, response, next);
  };
}

export function pathOf(request: IncomingMessage): string {
  const url = (request as { originalUrl?: string }).originalUrl ?? request.url ?? '';
  return cap(url.split('?', 1)[0] ?? '', 256);
}

function describeRequest(request: IncomingMessage): Record<string, unknown> {
  return {
    id: request.id,
    method: request.method,
    path: pathOf(request),
    agent: cap(request.headers['user-agent'] ?? '', 128),
  };
}

function describeResponse(response: ServerResponse): Record<string, unknown> {
  return { status: response.headersSent ? response.statusCode : null };
}

/** The stack of a bug is logged where it is caught; here a short word is enough. */
function describeError(error: Error): Record<string, unknown> {
  return { name: error.name, message: cap(error.message, 256) };
}

function levelOf(response: ServerResponse, error: Error | undefined): 'info' | 'warn' | 'error' {
  if (error !== undefined || response.statusCode >= 500) return 'error';
  return response.statusCode >= 400 ? 'warn' : 'info';
}
