import type { Request, RequestHandler, Response } from 'express';
import * as z from 'zod';
import { plainRoutes } from '../../contract/index.ts';
import { may } from '../../core/access/permissions.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { Principal } from '../access/principal.ts';
import type { EnvironmentHost } from '../deps.ts';
import { identifySession } from '../access/identify-session.ts';
import { askerOf } from '../http/asker.ts';
import { parse } from '../http/parse.ts';
import type { Services } from '../services.ts';
import { sendPage } from './page.ts';
import { returnPath } from './return-path.ts';

const question = z.object({
  environment: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/),
  nonce: z.string().regex(/^[0-9a-f]{64}$/),
  to: z.string().max(2000),
});
type Question = z.infer<typeof question>;

/** Where the gate sends a browser that has no cookie of the environment's host. */
export function ssoAddress(consoleOrigin: string, asked: Question): string {
  return `${consoleOrigin}${plainRoutes.sso.path}?${new URLSearchParams(asked).toString()}`;
}

/** On the console's host: whoever is signed in here and may go there gets a code for the way. */
export function sso(services: Services): RequestHandler {
  return function sso(request, response) {
    const { hosts } = services.deps;
    const asked = parse(question, request.query);
    const environment = hosts().environments.find(({ name }) => name === asked.environment);
    const path = returnPath(asked.to);
    if (environment === undefined) {
      throw new LabError('environment.unknown', 'The lab has no such environment, or it is switched off.', {
        hint: 'labctl status lists what there is.',
      });
    }
    if (path === undefined)
      throw new LabError('request.invalid', 'The path to return to is not one of the lab’s.', {
        hint: 'Open the address of the environment itself.',
      });
    const caller = identifySession(services, request);
    if (caller === undefined) {
      response.redirect(302, signInAddress(hosts().console.origin, request.originalUrl));
    } else if (!may(caller.user.role, environment.permission)) {
      refuse(services, environment, caller, request, response);
    } else {
      passOn(services, environment, caller, { ...asked, to: path }, response);
    }
  };
}

function signInAddress(origin: string, next: string): string {
  return `${origin}/sign-in?${new URLSearchParams({ next }).toString()}`;
}

/** A page and no redirect: the gate would only send the browser back here. */
function refuse(
  { audit, deps }: Services,
  environment: EnvironmentHost,
  caller: Principal,
  request: Request,
  response: Response,
): void {
  audit.append({
    ...pick(request),
    actor: caller.user.id,
    via: caller.client,
    action: 'environment.open',
    target: environment.name,
    result: 'refused',
    detail: 'auth.forbidden',
  });
  sendPage(response, 403, {
    title: 'No access',
    text: `The role ${caller.user.role} may not open ${environment.name}. An owner or admin of the lab can change that.`,
    link: { href: deps.hosts().console.origin, text: 'To the console' },
  });
}

function pick(request: Request): { ip: string; requestId: string } {
  const { ip, requestId } = askerOf(request);
  return { ip, requestId };
}

function passOn(
  { codes }: Services,
  environment: EnvironmentHost,
  caller: Extract<Principal, { via: 'cookie' }>,
  asked: Question,
  response: Response,
): void {
  const code = codes.issue({
    environment: environment.name,
    nonceHash: asked.nonce,
    session: caller.session.hash,
    path: asked.to,
  });
  response.setHeader('Cache-Control', 'no-store');
  response.redirect(302, `${environment.origin}${plainRoutes.ssoCallback.path}?code=${code}`);
}
