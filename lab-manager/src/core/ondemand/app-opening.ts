import type { EnvironmentStatus } from '../model/environment-status.ts';
import type { ServiceStatus } from '../model/lab-status.ts';

/** What is known of an app that somebody opens and that does not answer. */
export interface AppSeen {
  /** Undefined: there is no such service any more. */
  service: Pick<ServiceStatus, 'state' | 'wanted' | 'message'> | undefined;
  environment: Pick<EnvironmentStatus, 'name' | 'state' | 'sentence'> | undefined;
  stoppedByPerson: boolean;
  /** Somebody asked for it since it last rested. */
  started: boolean;
  /** A start of it waits or runs. */
  underWay: boolean;
  /** Some job acts: it may be about this one, too. */
  busy: boolean;
  /** Its newest start, where that failed. */
  failed: { outcome: string | undefined; agoMs: number } | undefined;
}

export interface NotOpened {
  /** One sentence or two. */
  why: string;
  /** What a person who may can ask for. */
  remedy: 'start' | 'restart';
}

/** A failed start is not tried again at once by a page that asks again. */
export const patienceMs = 30_000;

const opens: readonly EnvironmentStatus['state'][] = ['running', 'starting', 'failed'];

/** Why asking for it doesn't start it; undefined: it starts, or is starting already. */
export function whyNotOpened(it: AppSeen): NotOpened | undefined {
  const { service, environment, underWay } = it;
  if (service === undefined) return start('No brick declares it any more.');
  if (service.wanted === 'uninstalled') return start(service.message ?? 'It is uninstalled.');
  if (environment !== undefined && !opens.includes(environment.state))
    return start(`It belongs to ${environment.name}. ${environment.sentence}`);
  if (it.stoppedByPerson) return start(service.message ?? 'A person stopped it.');
  if (underWay) return undefined;
  // It was asked for, and what it needs was stopped.
  if (service.wanted === 'stopped' && it.started)
    return start(service.message ?? 'What it needs does not run.');
  return justFailed(it) ?? notWell(service, it);
}

const start = (why: string): NotOpened => ({ why, remedy: 'start' });

function justFailed({ failed }: AppSeen): NotOpened | undefined {
  if (failed === undefined || failed.agoMs >= patienceMs) return undefined;
  return start(`${failed.outcome ?? 'It could not be started.'} The console shows the job, and its log.`);
}

/** Asked for, and not up nor on its way: asking again changes nothing, the lab itself goes on trying. */
function notWell(
  { state, wanted, message }: NonNullable<AppSeen['service']>,
  { busy }: Pick<AppSeen, 'busy'>,
): NotOpened | undefined {
  const ended = state === 'failed' || (!busy && (state === 'missing' || state === 'stopped'));
  if (wanted !== 'running' || !(ended || state === 'unhealthy')) return undefined;
  const how = state === 'unhealthy' ? 'It runs, and is not well.' : 'It should run, and does not.';
  return { why: message === undefined ? how : `${how} ${message}`, remedy: 'restart' };
}
