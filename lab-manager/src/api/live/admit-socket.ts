import type { IncomingMessage } from 'node:http';
import { socketPermissions } from '../../contract/index.ts';
import { may } from '../../core/access/permissions.ts';
import { LabError } from '../../core/model/lab-error.ts';
import { upgradeFromThisOrigin } from '../access/cross-site.ts';
import type { Principal } from '../access/principal.ts';
import { cap } from '../http/cap.ts';
import { sessionCookie } from '../http/cookies.ts';
import type { Services } from '../services.ts';

/**
 * Whether a socket may open. A browser opens one from any page and sends the cookie along, so without a token the
 * Origin must be exactly the console's.
 */
export function admitSocket(
  services: Services,
  request: IncomingMessage,
): { principal?: Principal; refusal: string | undefined } {
  try {
    return { principal: principalOf(services, request), refusal: undefined };
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    services.deps.log.warn(
      { code: error.code, origin: cap(request.headers.origin ?? '', 200) },
      'socket refused',
    );
    return { refusal: error.code };
  }
}

function principalOf({ authenticator, deps }: Services, request: IncomingMessage): Principal {
  const { headers } = request;
  const asker = { ip: addressOf(request), requestId: 'live' };
  if (headers.authorization === undefined && !upgradeFromThisOrigin(headers, deps.hosts().console.origin)) {
    throw new LabError('request.cross_site', 'The socket doesn’t come from the console.', {
      hint: 'Open the console at its own address; a program sends an API token.',
    });
  }
  const place = { cookie: sessionCookie, audience: 'manager' };
  const principal = authenticator.principal(headers, place, asker);
  if (principal === undefined)
    throw new LabError('auth.required', 'Nobody is signed in.', { hint: 'Sign in first.' });
  if (may(principal.user.role, socketPermissions.connect)) return principal;
  throw new LabError('auth.forbidden', `The role ${principal.user.role} may not listen.`, {
    hint: 'An owner or admin of the lab can change that.',
  });
}

/** The edge is the only one before us: what it adds last is the client's address. */
function addressOf(request: IncomingMessage): string {
  const forwarded = request.headers['x-forwarded-for'];
  const last =
    String(forwarded ?? '')
      .split(',')
      .at(-1)
      ?.trim() ?? '';
  return cap(last === '' ? (request.socket.remoteAddress ?? 'unknown') : last, 64);
}
