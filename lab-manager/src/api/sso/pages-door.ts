import type { Request, RequestHandler, Response } from 'express';
import * as z from 'zod';
import { plainRoutes, signInRequest, verbs } from '../../contract/index.ts';
import { LabError } from '../../core/model/lab-error.ts';
import { assertMay } from '../access/assert-may.ts';
import { crossSite, fromThisOrigin } from '../access/cross-site.ts';
import { identifySession } from '../access/identify-session.ts';
import { askerOf } from '../http/asker.ts';
import { formBody } from '../http/form-body.ts';
import { parse } from '../http/parse.ts';
import { Trail } from '../http/trail.ts';
import { signIn } from '../routes/session-handlers.ts';
import { requesterOf } from '../routes/requester.ts';
import type { Services } from '../services.ts';
import { sendPage } from './page.ts';
import { pageAtDoor, said, stoppedTarget } from './pages-door-page.ts';
import { returnPath } from './return-path.ts';

const { pagesDoor: door } = plainRoutes;
/** An address that is none leads to the console's first page. */
const place = z.object({ to: z.string().optional().catch(undefined) });
const credentials = z.object({ email: signInRequest.shape.email, password: signInRequest.shape.password });

/** What the edge shows in place of the console while the front, whose pages they are, does not answer. */
export function pagesDoor(services: Services): RequestHandler {
  return (request, response) => {
    show(services, request, response, wanted(services, parse(place, request.query).to));
  };
}

/** The same on the host of an environment, where nobody is signed in to the console. */
export function pagesDoorElsewhere({ deps }: Services, response: Response): void {
  sendPage(response, 503, {
    ...said(deps.lab.status()),
    link: { href: deps.hosts().console.origin, text: 'To the lab’s own page, which tells more' },
  });
}

/** The console's sign-in is one of the pages that are missing. */
export function signInAtPagesDoor(services: Services): RequestHandler {
  return async (request, response) => {
    const { body, to } = await sentForm(services, request, response);
    const trail = new Trail(services.audit, 'signIn', askerOf(request), request);
    trail.reachedHandler = true;
    const caller = identifySession(services, request);
    await unlessRefused(services, { request, response, to, trail }, async () => {
      const signedIn = await signIn(services, parse(credentials, body), caller, askerOf(request));
      response.setHeader('Set-Cookie', signedIn.cookies);
      trail.ok(signedIn);
      // Not turned round: a form may not be led to another host, and this way may go on to one.
      sendPage(response, 200, {
        title: 'You are signed in',
        text: `You are signed in as ${signedIn.body.user.name}.`,
        link: { href: to, text: 'Go on' },
        againSeconds: 0,
      });
    });
  };
}

export function startAtPagesDoor(services: Services): RequestHandler {
  return async (request, response) => {
    const { to } = await sentForm(services, request, response);
    const caller = identifySession(services, request);
    if (caller === undefined) {
      show(services, request, response, to);
      return;
    }
    const asker = askerOf(request);
    const trail = new Trail(services.audit, 'newJob', asker, request);
    trail.caller = caller;
    await unlessRefused(services, { request, response, to, trail }, () => {
      assertMay(caller, verbs.start.access);
      const job = services.deps.jobs.ask({
        kind: 'start',
        params: { target: stoppedTarget(services.deps.lab.status()) },
        requestedBy: requesterOf(caller, asker.requestId),
        whenBusy: 'wait',
      });
      trail.ok({ target: job.id });
      show(services, request, response, to);
    });
  };
}

async function sentForm(
  services: Services,
  request: Request,
  response: Response,
): Promise<{ body: unknown; to: string }> {
  assertOwnPage(services, request);
  const body = await formBody(request, response);
  return { body, to: wanted(services, parse(place, body).to) };
}

interface Asked {
  request: Request;
  response: Response;
  to: string;
  trail: Trail;
}

/** A person's browser gets the page again, with what was wrong; either way it is in the audit log. */
async function unlessRefused(
  services: Services,
  { request, response, to, trail }: Asked,
  act: () => void | Promise<void>,
): Promise<void> {
  try {
    await act();
  } catch (error) {
    trail.failed(error);
    if (!(error instanceof LabError)) throw error;
    show(services, request, response, to, error);
  }
}

function assertOwnPage({ deps }: Services, request: Request): void {
  if (!fromThisOrigin(request.method, request.headers, deps.hosts().console.origin)) throw crossSite();
}

/** Where to go once that works; from the console's sign-in, where that would have led. The edge gives whole addresses. */
function wanted({ deps }: Services, address: string | undefined): string {
  const { origin } = deps.hosts().console;
  const path = returnPath(address?.startsWith(`${origin}/`) ? address.slice(origin.length) : address) ?? '/';
  const { pathname, searchParams } = new URL(path, origin);
  if (pathname === '/sign-in') return returnPath(searchParams.get('next') ?? undefined) ?? '/';
  return pathname.startsWith(`${door.path}/`) || pathname === door.path ? '/' : path;
}

function show(
  services: Services,
  request: Request,
  response: Response,
  to: string,
  refused?: LabError,
): void {
  const { store, lab } = services.deps;
  const starting = store.journal
    .unfinished()
    .some(({ kind, params }) => kind === 'start' && ['lab', 'front'].includes(params.target));
  const caller = identifySession(services, request);
  const { code, page } = pageAtDoor({ status: lab.status(), caller, to, starting, refused });
  sendPage(response, code, page);
}
