import type { Response } from 'express';
import { behindHost } from '../../core/ondemand/gated-hosts.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { LabStatus, ServiceStatus } from '../../core/model/lab-status.ts';
import type { ApiDeps, EnvironmentHost, LabHosts } from '../deps.ts';
import type { Services } from '../services.ts';
import type { GatedRequest } from './gated-request.ts';
import { returnPath } from './return-path.ts';

/** An environment that nobody finds at home, on purpose. */
export interface ClosedDoor {
  environment: string;
  /** What of it does not run: itself, or the service behind the host, where others of it run. */
  what: string;
  sentence: string;
  startsAt: number | undefined;
}

/** Undefined where somebody should be at home: whether they answer already is seen by asking them. */
export function closedDoor(status: LabStatus, host: EnvironmentHost['name']): ClosedDoor | undefined {
  const place = behindHost(host);
  if (place === undefined) return undefined;
  const { service, environment } = place;
  const found = status.services.find(({ name }) => name === service);
  if (found === undefined || found.wanted === 'running') return undefined;
  const whole = status.environments.find(({ name }) => name === environment);
  const othersRun = status.services.some((it) => it.environment === environment && it.wanted === 'running');
  const closed = whole === undefined || othersRun ? undefined : whole;
  return {
    environment,
    what: closed === undefined ? service : environment,
    sentence: closed?.sentence ?? found.message ?? 'It is stopped.',
    startsAt: stayed(found) ? undefined : whole?.startsAt,
  };
}

/** What a person stopped, the schedule does not start. */
const stayed = ({ stopped }: ServiceStatus): boolean =>
  stopped?.reason === 'person' || stopped?.reason === 'codelab';

const askAgainSeconds = 30;

/** A browser is led to the page that can start it and comes back; a program is told the same in a problem. */
export function tellClosed(
  { deps }: Services,
  host: EnvironmentHost,
  door: ClosedDoor,
  asked: GatedRequest,
  response: Response,
): void {
  const { environment, what, sentence, startsAt } = door;
  const start = `labctl start ${environment}`;
  if (!asked.isNavigation) {
    const seconds =
      startsAt === undefined ? askAgainSeconds : Math.ceil((startsAt - deps.clock.now()) / 1000);
    throw new LabError('environment.stopped', `${what} does not run. ${sentence}`, {
      hint: `Whoever may start it does so in the console, or with ${start}.`,
      retryAfterSeconds: Math.max(1, seconds),
    });
  }
  toStartPage(deps, host, asked, response);
}

/** By the name of the environment and the host name that the browser asked for: one alone may be made up. */
export function disabledHost(
  { disabled = [] }: LabHosts,
  name: unknown,
  hostname: string,
): EnvironmentHost | undefined {
  return disabled.find((host) => host.name === name && host.hostname === hostname);
}

/** That it is disabled is nobody's secret: whoever had it open sees why it is gone. */
export function tellDisabled(
  { deps }: Services,
  host: EnvironmentHost,
  asked: GatedRequest,
  response: Response,
): void {
  if (asked.isNavigation) {
    toStartPage(deps, host, asked, response);
    return;
  }
  throw new LabError('environment.unknown', `${host.name} is disabled in the lab file.`, {
    hint: 'An owner or admin of the lab can enable it.',
  });
}

function toStartPage(deps: ApiDeps, host: EnvironmentHost, asked: GatedRequest, response: Response): void {
  const query = new URLSearchParams({ to: returnPath(asked.uri) ?? '/' });
  response.setHeader('Cache-Control', 'no-store');
  response.redirect(302, `${deps.hosts().console.origin}/start/${host.name}?${query.toString()}`);
}
