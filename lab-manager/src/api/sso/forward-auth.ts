import type { Request, RequestHandler, Response } from 'express';
import { may } from '../../core/access/permissions.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { Principal } from '../access/principal.ts';
import { crossSite } from '../access/cross-site.ts';
import { sha256 } from '../../core/sha256.ts';
import type { EnvironmentHost } from '../deps.ts';
import { askerOf } from '../http/asker.ts';
import {
  clearCookie,
  environmentCookie,
  nonceCookie,
  setCookie,
  withoutLabCookies,
} from '../http/cookies.ts';
import { unknownHost } from '../http/only-host.ts';
import type { Services } from '../services.ts';
import { appDoor, isUp, refusedApp } from './app-door.ts';
import { closedDoor, disabledHost, tellClosed, tellDisabled } from './closed-door.ts';
import { gatedRequest, type GatedRequest } from './gated-request.ts';
import { headerText } from './header-text.ts';
import { nonceOf, nonceSeconds } from './nonce.ts';
import { sendPage } from './page.ts';
import { returnPath } from './return-path.ts';
import { ssoAddress } from './sso.ts';

/** The gate before an environment: the edge asks here, per request and upgrade, whether it may pass and as whom. */
export function forwardAuth(services: Services): RequestHandler {
  return function forwardAuth(request, response) {
    const asked = gatedRequest(request.headers);
    const disabled = disabledHost(services.deps.hosts(), request.params['environment'], asked.hostname);
    if (disabled !== undefined) {
      tellDisabled(services, disabled, asked, response);
      return;
    }
    const environment = environmentOf(services, request);
    if (asked.hostname !== environment.hostname) throw unknownHost();
    const caller = callerOf(services, environment, request);
    if (caller === undefined) {
      sendToSignIn(services, environment, asked, request, response);
    } else if (caller.via === 'cookie' && !asked.fromOrigin(environment.origin)) {
      throw crossSite();
    } else if (may(caller.user.role, environment.permission)) {
      services.deps.onActivity(environment.name);
      if (environment.app?.refused !== undefined)
        return refusedApp(environment.app, environment.app.refused, asked, response);
      if (environment.app !== undefined && !isUp(services, environment.app))
        return appDoor(
          services,
          environment.app,
          caller,
          { asked, requestId: askerOf(request).requestId },
          response,
        );
      const closed = closedDoor(services.deps.lab.status(), environment.name);
      if (closed === undefined) letPass(environment, caller, request, response);
      else tellClosed(services, environment, closed, asked, response);
    } else {
      refuse(services, environment, caller, asked, response);
    }
  };
}

function environmentOf({ deps }: Services, request: Request): EnvironmentHost {
  const wanted = request.params['environment'];
  const environment = deps.hosts().environments.find(({ name }) => name === wanted);
  if (environment !== undefined) return environment;
  throw new LabError('environment.unknown', 'The lab has no such environment, or it is switched off.', {
    hint: 'labctl status lists what there is.',
  });
}

/** An ended session is like none here: a browser is sent round to sign in again, a program is told so. */
function callerOf(
  { authenticator }: Services,
  environment: EnvironmentHost,
  request: Request,
): Principal | undefined {
  const place = { cookie: environmentCookie, audience: environment.name };
  try {
    return authenticator.principal(request.headers, place, askerOf(request));
  } catch (error) {
    if (error instanceof LabError && error.code === 'auth.session_expired') return undefined;
    throw error;
  }
}

function sendToSignIn(
  { deps }: Services,
  environment: EnvironmentHost,
  asked: GatedRequest,
  request: Request,
  response: Response,
): void {
  if (!asked.isNavigation) {
    throw new LabError('auth.required', 'Sign in first.', {
      hint: 'Open the environment in a browser, or send an API token as Bearer.',
    });
  }
  const nonce = nonceOf(request.headers.cookie);
  const to = returnPath(asked.uri) ?? '/';
  const address = { environment: environment.name, nonce: sha256(nonce), to };
  response.setHeader('Set-Cookie', [
    setCookie(nonceCookie, nonce, nonceSeconds),
    clearCookie(environmentCookie),
  ]);
  response.setHeader('Cache-Control', 'no-store');
  response.redirect(302, ssoAddress(deps.hosts().console.origin, address));
}

/** The edge deletes what the client sent under these names and takes these instead; no Cookie here, no Cookie there. */
function letPass(
  environment: EnvironmentHost,
  { user }: Principal,
  request: Request,
  response: Response,
): void {
  const cookies = withoutLabCookies(request.headers.cookie);
  response.setHeader('X-Lab-User', user.id);
  response.setHeader('X-Lab-User-Name', headerText(user.name));
  response.setHeader('X-Lab-Role', user.role);
  response.setHeader('X-Lab-Environment', environment.app?.environment ?? environment.name);
  if (cookies !== undefined) response.setHeader('Cookie', cookies);
  response.status(200).end();
}

const whoHelps = 'An owner or admin of the lab can change that.';

function refuse(
  { deps }: Services,
  environment: EnvironmentHost,
  { user }: Principal,
  asked: GatedRequest,
  response: Response,
): void {
  const text = `The role ${user.role} may not open ${environment.name}.`;
  if (!asked.isNavigation) throw new LabError('auth.forbidden', text, { hint: whoHelps });
  sendPage(response, 403, {
    title: 'No access',
    text: `${text} ${whoHelps}`,
    link: { href: deps.hosts().console.origin, text: 'To the console' },
  });
}
