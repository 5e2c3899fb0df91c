import type { ErrorRequestHandler, RequestHandler } from 'express';
import { LabError } from '../../core/model/lab-error.ts';
import type { Logger } from 'pino';
import { clearCookie, sessionCookie } from './cookies.ts';
import { noAnswers } from './no-answers.ts';
import { httpStatus } from './http-status.ts';
import { sendProblem } from './problem.ts';

/** Known path, other method. */
export function methodNotAllowed(allowed: readonly string[]): RequestHandler {
  return noAnswers<RequestHandler>((request, response) => {
    response.setHeader('Allow', allowed.join(', '));
    throw new LabError('request.method_not_allowed', `${request.method} is not possible here.`, {
      hint: `Possible is ${allowed.join(', ')}.`,
    });
  });
}

export const notFound = noAnswers<RequestHandler>(() => {
  throw new LabError('request.not_found', 'There is nothing at this address.', {
    hint: 'The API is described at /api/v1/openapi.json.',
  });
});

/** Whatever was thrown becomes a problem; bugs are logged with their stack, here and only here. */
export function problems(log: Logger): ErrorRequestHandler {
  return noAnswers<ErrorRequestHandler>((error: unknown, request, response, _next) => {
    const known = knownError(error);
    const requestId = String(request.id);
    if (known instanceof LabError) logRefusal(log, known, requestId);
    else log.error({ err: known, requestId }, 'unexpected error');
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (known instanceof LabError && known.code === 'auth.session_expired') {
      response.setHeader('Set-Cookie', clearCookie(sessionCookie));
    }
    sendProblem(response, known, requestId);
  });
}

/** Express throws an error with a status for a path that can't be decoded. */
function knownError(error: unknown): unknown {
  if (error instanceof Error && 'status' in error && error.status === 400) {
    return new LabError('request.invalid', 'The address can’t be read.', {
      hint: 'Write a % in an address as %25.',
      cause: error,
    });
  }
  return error;
}

/** The cause of a failure on our side is for the log only. */
function logRefusal(log: Logger, error: LabError, requestId: string): void {
  if (httpStatus(error.code) < 500) return;
  log.warn({ code: error.code, cause: String(error.cause), requestId }, error.message);
}
