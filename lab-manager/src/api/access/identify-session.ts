import type { IncomingMessage } from 'node:http';
import { cookieValues, sessionCookie } from '../http/cookies.ts';
import type { Services } from '../services.ts';
import type { Principal } from './principal.ts';

/** The person whose browser this is, where one is signed in on the console's host. */
export function identifySession(
  { sessions }: Pick<Services, 'sessions'>,
  request: IncomingMessage,
): Extract<Principal, { via: 'cookie' }> | undefined {
  const live = sessions.findAny(cookieValues(request.headers.cookie, sessionCookie), 'manager');
  return live && { ...live, via: 'cookie', client: 'console' };
}
