import type { HealthInput, KnownEnvironment, KnownStop } from './check.ts';
import { stopSentence, stoppedBy } from './why-stopped.ts';
import type { EnvironmentStatus } from '../model/environment-status.ts';
import type { ServiceStatus } from '../model/lab-status.ts';
import { whenWords } from '../when-words.ts';
import { nextDue } from '../ondemand/cron.ts';
import { queuedSentence } from '../ondemand/work-words.ts';

type Known = Pick<HealthInput, 'stops' | 'timeZone' | 'now'>;

/** Each environment of the lab file in its own words: the same in the console, the API and labctl. */
export function environmentStatus(
  { name, enabled, schedule, queued, waiting }: KnownEnvironment,
  services: readonly ServiceStatus[],
  known: Known,
): EnvironmentStatus {
  const glab = services.find((service) => service.name === `${name}-glab`);
  const state = enabled ? stateOf(glab) : 'disabled';
  const found = ['stopped', 'stopping'].includes(state) ? stopOf(services, name, known) : undefined;
  const stop = found?.stop;
  const due = (pattern: string | undefined) =>
    pattern === undefined ? undefined : nextDue(pattern, known.timeZone, known.now);
  const status = {
    name,
    state,
    stopped: stop && stoppedBy(stop),
    queued: state === 'running' ? 0 : queued,
    startsAt: stop !== undefined && stop.reason !== 'person' ? due(schedule.start) : undefined,
    stopsAt: state === 'running' ? due(schedule.stop) : undefined,
  } satisfies Omit<EnvironmentStatus, 'sentence'>;
  const why = found === undefined ? waiting : whyEnvironmentStopped(found, name, services, known);
  return { ...status, sentence: sentenceOf(status, why, known) };
}

function stateOf(glab: ServiceStatus | undefined): EnvironmentStatus['state'] {
  if (glab === undefined || glab.state === 'unknown') return 'unknown';
  if (glab.wanted === 'uninstalled') return 'uninstalled';
  if (glab.wanted === 'stopped') return glab.state === 'stopping' ? 'stopping' : 'stopped';
  if (glab.state === 'running') return 'running';
  return glab.state === 'failed' || glab.state === 'unhealthy' ? 'failed' : 'starting';
}

interface Found {
  service: string;
  stop: KnownStop;
}

/** Of its glab, or of what that needs. */
function stopOf(
  services: readonly ServiceStatus[],
  environment: string,
  { stops }: Known,
): Found | undefined {
  const others = services.filter((service) => service.environment === environment);
  return [`${environment}-glab`, `${environment}-db`, ...others.map(({ name }) => name)]
    .map((service) => ({ service, stop: stops.get(service) }))
    .find((it): it is Found => it.stop !== undefined);
}

/** Where a part of it runs, not the environment is stopped but what nothing can be done in it without. */
function whyEnvironmentStopped(
  { service, stop }: Found,
  environment: string,
  services: readonly ServiceStatus[],
  known: Known,
): string {
  const sentence = stopSentence(stop, known);
  const partRuns = services.some(
    (it) => it.environment === environment && it.wanted === 'running' && it.state === 'running',
  );
  return partRuns ? `${service}: ${uncapital(sentence)} Other services of ${environment} run.` : sentence;
}

function sentenceOf(
  { state, queued, startsAt, stopsAt }: Omit<EnvironmentStatus, 'sentence'>,
  stopped: string | undefined,
  { now, timeZone }: Known,
): string {
  const when = (at: number): string => whenWords(at, now, timeZone);
  const parts = [stopped ?? plain[state]];
  if (stopsAt !== undefined && stopped === undefined)
    parts.push(`It stops at ${when(stopsAt)} by the schedule.`);
  if (startsAt !== undefined) parts.push(`It starts at ${when(startsAt)} by the schedule.`);
  if (queued > 0 && state !== 'starting') parts.push(capital(queuedSentence(queued)));
  return parts.join(' ');
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const uncapital = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

const plain: Record<EnvironmentStatus['state'], string> = {
  running: 'Running.',
  starting: 'Starting.',
  failed: 'It should run and does not: see its services.',
  stopping: 'Stopping.',
  stopped: 'Stopped.',
  uninstalled: 'Uninstalled; its data is kept.',
  disabled: 'Disabled in the lab file; its data is kept.',
  unknown: 'Nobody can tell now.',
};
