import type { Request, Response } from 'express';
import { crossSite } from '../access/cross-site.ts';
import type { EnvironmentHost } from '../deps.ts';
import { askerOf } from '../http/asker.ts';
import { clearCookie, cookieValues, environmentCookie } from '../http/cookies.ts';
import type { Services } from '../services.ts';

/**
 * A link on the environment's pages. It ends the whole sign-in, since ending only this host's would be undone by the
 * next click. A page of another host may not do that to somebody.
 */
export function signOut(
  { sessions, audit, deps }: Services,
  environment: EnvironmentHost,
  request: Request,
  response: Response,
): void {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw crossSite();
  const { ip, requestId } = askerOf(request);
  for (const secret of cookieValues(request.headers.cookie, environmentCookie)) {
    const live = sessions.find(secret, environment.name);
    if (live === undefined) continue;
    sessions.close(live.session.parent ?? live.session.hash);
    const about = { actor: live.user.id, target: live.user.id, action: 'signOut', result: 'ok' as const };
    audit.append({ ...about, via: 'console', ip, requestId, detail: `on ${environment.name}` });
  }
  response.setHeader('Set-Cookie', clearCookie(environmentCookie));
  response.setHeader('Cache-Control', 'no-store');
  response.redirect(302, `${deps.hosts().console.origin}/sign-in`);
}
