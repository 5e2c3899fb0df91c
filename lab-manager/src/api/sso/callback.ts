import type { Request, Response } from 'express';
import type { LiveSession } from '../access/session-book.ts';
import type { EnvironmentHost } from '../deps.ts';
import { may } from '../../core/access/permissions.ts';
import { askerOf } from '../http/asker.ts';
import { environmentCookie, setCookie } from '../http/cookies.ts';
import type { Services } from '../services.ts';
import { nonceHashes } from './nonce.ts';
import type { CodeGrant } from './one-time-codes.ts';
import { sendPage } from './page.ts';

/** On the environment's host: a code becomes a cookie of this host only. */
export function callback(
  services: Services,
  environment: EnvironmentHost,
  request: Request,
  response: Response,
): void {
  const entry = entryOf(services, environment, request);
  if (entry === undefined) {
    sendPage(response, 400, {
      title: 'This sign-in didn’t work',
      text: 'Its code was used before, is older than half a minute, or belongs to another browser or host.',
      link: { href: '/', text: 'Try again' },
    });
    return;
  }
  const { grant, live } = entry;
  const { secret, session } = services.sessions.openChild(live.session, environment.name);
  noteEntry(services, environment, live, request);
  const seconds = Math.max(1, Math.floor((session.expiresAt - session.createdAt) / 1000));
  // The nonce stays until it expires: another tab may be on its way with it.
  response.setHeader('Set-Cookie', setCookie(environmentCookie, secret, seconds));
  response.setHeader('Cache-Control', 'no-store');
  response.redirect(302, grant.path);
}

function entryOf(
  { codes, sessions }: Services,
  environment: EnvironmentHost,
  request: Request,
): { grant: CodeGrant; live: LiveSession } | undefined {
  const code = request.query['code'];
  if (typeof code !== 'string' || !/^[A-Za-z0-9_-]{43}$/.test(code)) return undefined;
  const [nonceHash = ''] = nonceHashes(request.headers.cookie);
  const grant = codes.redeem(code, environment.name, nonceHash);
  const live = grant === undefined ? undefined : sessions.byHash(grant.session, 'manager');
  if (grant === undefined || live === undefined) return undefined;
  return may(live.user.role, environment.permission) ? { grant, live } : undefined;
}

function noteEntry(
  { audit }: Services,
  environment: EnvironmentHost,
  { user }: LiveSession,
  request: Request,
): void {
  const { ip, requestId } = askerOf(request);
  audit.append({
    ip,
    requestId,
    actor: user.id,
    via: 'console',
    action: 'environment.open',
    target: environment.name,
    result: 'ok',
    detail: '',
  });
}
