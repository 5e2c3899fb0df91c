import type { ServerResponse } from 'node:http';
import type { ProblemReply } from '../../contract/index.ts';
import { LabError } from '../../core/model/lab-error.ts';
import { httpStatus } from './http-status.ts';

/** RFC 9457. What isn't a LabError is a bug: its words stay in the log. */
export function problemOf(error: unknown, requestId: string): ProblemReply {
  if (!(error instanceof LabError)) return bug(requestId);
  return {
    type: 'about:blank',
    title: error.message,
    status: httpStatus(error.code),
    code: error.code,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    requestId,
    ...aboutJob(error),
  };
}

/** Which job keeps the lab busy is one thing to follow, not something wrong with the input. */
function aboutJob(error: LabError): Pick<ProblemReply, 'job' | 'errors'> {
  if (error.code === 'job.busy') {
    const job = error.details.find(({ path }) => path === 'job')?.message;
    return job === undefined ? {} : { job };
  }
  return error.details.length === 0 ? {} : { errors: [...error.details] };
}

function bug(requestId: string): ProblemReply {
  return {
    type: 'about:blank',
    title: 'The lab manager failed to answer this request.',
    status: 500,
    code: 'internal',
    hint: `This is a fault of the lab manager; its log tells more under the request id ${requestId}.`,
    requestId,
  };
}

export function sendProblem(response: ServerResponse, error: unknown, requestId: string): void {
  const problem = problemOf(error, requestId);
  response.statusCode = problem.status;
  response.setHeader('Content-Type', 'application/problem+json');
  response.setHeader('Cache-Control', 'no-store');
  if (problem.status === 401) response.setHeader('WWW-Authenticate', 'Bearer realm="labstead"');
  if (error instanceof LabError && error.retryAfterSeconds !== undefined) {
    response.setHeader('Retry-After', String(error.retryAfterSeconds));
  }
  response.end(JSON.stringify(problem));
}
