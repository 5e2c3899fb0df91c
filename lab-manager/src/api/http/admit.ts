import type { IncomingHttpHeaders } from 'node:http';
import type { RouteContract } from '../../contract/index.ts';
import { LabError } from '../../core/model/lab-error.ts';
import { assertMay } from '../access/assert-may.ts';
import type { Asker, Authenticator } from '../access/authenticate.ts';
import { crossSite, fromThisOrigin, isSafe } from '../access/cross-site.ts';
import type { Principal } from '../access/principal.ts';
import { sessionCookie } from './cookies.ts';

/** Who asks. Whoever comes with an old cookie to a public route is simply nobody yet. */
export function identify(
  authenticator: Authenticator,
  route: RouteContract,
  headers: IncomingHttpHeaders,
  asker: Asker,
): Principal | undefined {
  try {
    return authenticator.principal(headers, { cookie: sessionCookie, audience: 'manager' }, asker);
  } catch (error) {
    const stale = error instanceof LabError && error.code === 'auth.session_expired';
    if (stale && route.access === 'public') return undefined;
    throw error;
  }
}

/** The one place where the table's `access` is decided. */
export function admit(
  route: RouteContract,
  caller: Principal | undefined,
  request: { method: string; headers: IncomingHttpHeaders },
  origin: string,
): void {
  if (caller === undefined && route.access !== 'public') {
    throw new LabError('auth.required', 'Sign in first.', { hint: 'Use the console, or `labctl login`.' });
  }
  const byToken = caller?.via === 'token' || caller?.via === 'program';
  if (!byToken && !sameOrigin(route, request, origin)) throw crossSite();
  if (caller === undefined || route.access === 'public') return;
  if (route.access === 'signed-in') {
    // What is one's own (a session, tokens) only a person has.
    if (caller.via !== 'program') return;
    throw new LabError('auth.forbidden', `${caller.user.name} is not a person.`, {
      hint: 'Only people have a session and tokens: sign in with an account of your own.',
    });
  }
  assertMay(caller, route.access);
}

function sameOrigin(
  route: RouteContract,
  { method, headers }: { method: string; headers: IncomingHttpHeaders },
  origin: string,
): boolean {
  // Without a cookie to read or set there is nothing a foreign page could use; what a browser sends is still checked.
  const byProgram = headers['sec-fetch-site'] === undefined && headers.origin === undefined;
  if (route.cookieless === true && byProgram && !isSafe(method)) return true;
  return fromThisOrigin(method, headers, origin);
}
