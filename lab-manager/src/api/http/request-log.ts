import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { pinoHttp } from 'pino-http';
import { cap } from './cap.ts';
import { noAnswers } from './no-answers.ts';
import { requestId } from './request-id.ts';

export interface RequestLogOptions {
  /** Asked for all day by machines, and never worth a line. */
  quietPaths?: readonly string[];
  /** The level of what went well. */
  success?: 'info' | 'debug';
}

/** One JSON line per request: no query strings, no headers, nothing longer than it must be. */
export function requestLog(log: Logger, options: RequestLogOptions = {}): RequestHandler {
  const { quietPaths = [], success = 'info' } = options;
  const logger = pinoHttp({
    logger: log,
    genReqId: requestId,
    serializers: { req: describeRequest, res: describeResponse, err: describeError },
    wrapSerializers: false,
    customLogLevel: (_request, response, error) => levelOf(response, error) ?? success,
    customSuccessMessage: () => 'request',
    customErrorMessage: () => 'request failed',
    customAttributeKeys: { responseTime: 'ms' },
    autoLogging: { ignore: (request) => quietPaths.includes(pathOf(request)) },
  });
  return noAnswers<RequestHandler>((request, response, next) => {
    logger(request, response, next);
  });
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

function levelOf(response: ServerResponse, error: Error | undefined): 'warn' | 'error' | undefined {
  if (error !== undefined || response.statusCode >= 500) return 'error';
  return response.statusCode >= 400 ? 'warn' : undefined;
}
