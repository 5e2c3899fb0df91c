import type { EnvironmentReply, JobReply, ServiceReply, StatusReply } from 'lab-manager/contract';

/** The service that answers behind a host, and the environment that it is of, as the gate has it. */
export const places: Record<string, { service: string; environment: string }> = {
  prod: { service: 'prod-glab', environment: 'prod' },
  dev: { service: 'dev-glab', environment: 'dev' },
  codelab: { service: 'dev-codelab', environment: 'dev' },
};

export interface Behind {
  environment: EnvironmentReply;
  /** How it is, one sentence: the environment's, or its own where that runs without it. */
  sentence: string;
  /** Who may start it goes by who stopped it. */
  state: EnvironmentReply['state'];
  stopped: EnvironmentReply['stopped'];
  /** Somebody answers there. */
  runs: boolean;
  /** It was asked for and is on its way. */
  starting: boolean;
}

export function behindHost(status: StatusReply, host: string): Behind | undefined {
  const place = places[host];
  const environment = status.environments.find(({ name }) => name === place?.environment);
  if (place === undefined || environment === undefined) return undefined;
  const service = status.services.find(({ name }) => name === place.service);
  const wanted = service?.wanted === 'running';
  const runs = wanted && service.state === 'running';
  const failed = service?.state === 'failed' || service?.state === 'unhealthy';
  const apart = service !== undefined && !wanted && environment.state === 'running';
  const { sentence, state, stopped } = apart ? ofItself(service) : environment;
  return { environment, sentence, state, stopped, runs, starting: wanted && !runs && !failed };
}

/** Of a service that is stopped in an environment that runs. */
function ofItself({
  wanted,
  message,
  stopped,
}: ServiceReply): Pick<Behind, 'sentence' | 'state' | 'stopped'> {
  const state = wanted === 'uninstalled' ? 'uninstalled' : 'stopped';
  return { sentence: message ?? notRunning, state, stopped };
}

const notRunning = 'It is stopped.';

/** Whether the way in is offered: not while it is on its way, but again after a start that came to nothing. */
export function offersStart(
  { starting }: Pick<Behind, 'starting'>,
  asked: JobReply['state'] | undefined,
): boolean {
  if (asked === 'queued' || asked === 'running') return false;
  return !starting || asked === 'failed' || asked === 'cancelled';
}

/** Who may not stop it may still start what no person stopped. */
export function mayStart(
  { state, stopped }: Pick<EnvironmentReply, 'state' | 'stopped'>,
  may: (permission: string) => boolean,
): boolean {
  if (state === 'uninstalled' || stopped?.reason === 'person') return may('job:run');
  return may(stopped?.reason === 'codelab' ? 'dev:steer' : 'environment:start');
}
