import type { Response } from 'express';
import type { Requester } from '../../core/model/job.ts';
import { patienceMs, whyNotOpened, type AppSeen, type NotOpened } from '../../core/ondemand/app-opening.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { ServiceStatus } from '../../core/model/lab-status.ts';
import type { Principal } from '../access/principal.ts';
import type { EnvironmentHost } from '../deps.ts';
import { requesterOf } from '../routes/requester.ts';
import type { Services } from '../services.ts';
import type { GatedRequest } from './gated-request.ts';
import { sendPage } from './page.ts';
import { returnPath } from './return-path.ts';

type App = NonNullable<EnvironmentHost['app']>;

const statusOf = ({ deps }: Services, { service }: App): ServiceStatus | undefined =>
  deps.lab.status().services.find(({ name }) => name === service);

/** While nobody can look, what ran is taken to run. */
export function isUp(services: Services, app: App): boolean {
  const found = statusOf(services, app);
  return found?.state === 'running' || (found?.state === 'unknown' && found.wanted === 'running');
}

/** Seconds. */
const [askAgain, patience] = [2, patienceMs / 1000];

/** An app starts for whoever may open it, and the browser comes back to where it wanted to go. */
export function appDoor(
  services: Services,
  app: App,
  caller: Principal,
  { asked, requestId }: { asked: GatedRequest; requestId: string },
  response: Response,
): void {
  const closed = whyNotOpened(appSeen(services, app));
  if (closed === undefined) start(services, app, requesterOf(caller, requestId));
  if (!asked.isNavigation) throw refusal(app, closed);
  response.setHeader('Retry-After', String(closed === undefined ? askAgain : patience));
  sendPage(response, 503, {
    title: closed === undefined ? `${app.title} is starting` : `${app.title} does not open`,
    text: closed?.why ?? 'This page opens it as soon as it answers.',
    link: { href: returnPath(asked.uri) ?? '/', text: 'Try again' },
    ...(closed === undefined ? { againSeconds: askAgain } : {}),
  });
}

/** One whose brick can't be read: nobody knows how it would be reached, running or not. */
export function refusedApp({ title }: App, why: string, asked: GatedRequest, response: Response): void {
  if (!asked.isNavigation)
    throw new LabError('service.undeclared', `${title} can’t be opened now: ${why}`, {
      hint: 'What is wrong with the brick is among the problems: labctl status.',
    });
  sendPage(response, 503, {
    title: `${title} can’t be opened now`,
    text: why,
    link: { href: returnPath(asked.uri) ?? '/', text: 'Try again' },
  });
}

function refusal({ service, title }: App, closed: NotOpened | undefined): LabError {
  if (closed === undefined)
    return new LabError('service.starting', `${title} is starting.`, {
      hint: 'Ask again in a few seconds.',
      retryAfterSeconds: askAgain,
    });
  const { why, remedy } = closed;
  return new LabError('service.stopped', `${title} does not open. ${why}`, {
    hint: `Whoever may ${remedy} it does so in the console, or with labctl ${remedy} ${service}.`,
    retryAfterSeconds: patience,
  });
}

function appSeen(services: Services, app: App): AppSeen {
  const { lab, store, jobs } = services.deps;
  return {
    service: statusOf(services, app),
    environment: lab.status().environments.find(({ name }) => name === app.environment),
    stoppedByPerson: store.wishes.stops().get(app.service)?.reason === 'person',
    started: store.wishes.started().has(app.service),
    underWay: isUnderWay(services, app),
    busy: jobs.busyWith() !== undefined,
    failed: failedStart(services, app),
  };
}

function failedStart({ deps }: Services, { service }: App): AppSeen['failed'] {
  const last = deps.store.journal
    .list({ limit: 20, before: undefined })
    .find(({ kind, params }) => kind === 'start' && params.target === service);
  if (last?.state !== 'failed') return undefined;
  return { outcome: last.outcome, agoMs: deps.clock.now() - (last.endedAt ?? 0) };
}

/** Two people before the same door: the second waits for what the first began. */
function start(services: Services, app: App, requestedBy: Requester): void {
  const { jobs, store } = services.deps;
  if (isUnderWay(services, app) || store.wishes.started().has(app.service)) return;
  jobs.ask({
    kind: 'start',
    params: { target: app.service },
    requestedBy,
    whenBusy: 'wait',
  });
}

function isUnderWay({ deps }: Services, { service }: App): boolean {
  return deps.store.journal
    .unfinished()
    .some(({ kind, params }) => kind === 'start' && params.target === service);
}
