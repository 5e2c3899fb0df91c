import type { RequestHandler } from 'express';
import { noAnswers } from './no-answers.ts';

type Count = (route: string, method: string, status: number) => void;

/** By the route's pattern and never by the path: ids would make a series each. */
export function countRequests(count: Count): RequestHandler {
  return noAnswers<RequestHandler>((request, response, next) => {
    response.once('finish', () => {
      const route = request.route as { path?: string } | undefined;
      count(route?.path ?? 'none', methodName(request.method), response.statusCode);
    });
    next();
  });
}

/** A client may call its method anything. */
function methodName(method: string): string {
  return ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'].includes(method) ? method : 'other';
}
