import { configHash } from '../desired/config-hash.ts';
import type { DesiredService } from '../model/desired-state.ts';
import type { ServiceState, ServiceStatus } from '../model/lab-status.ts';
import type { ObservedContainer } from '../model/observed-state.ts';
import { isActive } from '../reconcile/container-is.ts';
import type { KeptService } from '../reconcile/kept-services.ts';

/** `container` is undefined where there is none of ours; `seen` false: nobody could look; `stopped` says why it is. */
export function serviceStatus(
  service: DesiredService,
  container: ObservedContainer | undefined,
  seen: boolean,
  stopped?: string,
): ServiceStatus {
  const wanted = wantedOf(service);
  return {
    name: service.name,
    environment: service.environment,
    wanted,
    image: service.spec.image,
    ...stateOf(container, wanted, seen),
    message: wanted !== 'running' ? stopped : container && seen ? messageOf(container, service) : undefined,
  };
}

/**
 * Of a brick's service that stays as it is while its brick can't be read. A database is there as long as its environment
 * runs: one that fell by itself nobody wants stopped, as an app that rests, or what `stopped` says a person stopped.
 */
export function keptStatus(
  { name, environment, kind, container, why }: KeptService,
  { seen, environmentRuns }: { seen: boolean; environmentRuns: boolean },
  stopped?: string,
): ServiceStatus {
  const isWanted = kind === 'database' && environmentRuns && stopped === undefined;
  const wanted = isActive(container) || isWanted ? 'running' : 'stopped';
  const stays = `Its declaration can’t be gone by, so it stays as it is: ${why}.`;
  const fell = wanted === 'running' && container.state === 'exited';
  const reason = fell ? `${endOf(container)} ${stays}` : stays;
  return {
    name,
    environment,
    wanted,
    image: undefined,
    ...stateOf(container, wanted, seen),
    message: stopped === undefined || wanted === 'running' ? reason : `${stopped} ${reason}`,
  };
}

/** Of a container that the base compose file keeps running. */
export function composeStatus(
  name: string,
  container: ObservedContainer | undefined,
  seen: boolean,
): ServiceStatus {
  return {
    name,
    environment: undefined,
    wanted: 'running',
    image: undefined,
    ...stateOf(container, 'running', seen),
    message: undefined,
  };
}

function wantedOf({ running, uninstalled }: DesiredService): ServiceStatus['wanted'] {
  if (uninstalled === true) return 'uninstalled';
  return running ? 'running' : 'stopped';
}

function stateOf(container: ObservedContainer | undefined, wanted: ServiceStatus['wanted'], seen: boolean) {
  return {
    state: seen ? seenState(container, wanted) : ('unknown' as const),
    startedAt: container?.state === 'running' ? container.startedAt : undefined,
    restartCount: container?.restartCount ?? 0,
  };
}

function seenState(container: ObservedContainer | undefined, wanted: ServiceStatus['wanted']): ServiceState {
  if (container === undefined) return wanted === 'running' ? 'missing' : 'stopped';
  switch (container.state) {
    case 'running':
      return wanted === 'running' ? runningState(container) : 'stopping';
    case 'created':
      return wanted === 'running' ? 'starting' : 'stopped';
    case 'restarting':
      return container.restartCount < 3 ? 'starting' : 'failed';
    case 'exited':
      return wanted === 'running' && container.exitCode !== 0 ? 'failed' : 'stopped';
    case 'removing':
      return 'stopping';
    case 'paused':
    case 'dead':
      return 'failed';
  }
}

function runningState({ health }: ObservedContainer): ServiceState {
  if (health === 'unhealthy') return 'unhealthy';
  return health === 'starting' ? 'starting' : 'running';
}

function messageOf(container: ObservedContainer, { spec, running }: DesiredService): string | undefined {
  if (container.state === 'running' && container.health === 'unhealthy')
    return container.healthMessage?.trim() === '' ? undefined : container.healthMessage?.trim();
  if (running && container.state === 'exited') return endOf(container);
  if (running && container.configHash !== configHash(spec)) return 'It runs in an older form.';
  return undefined;
}

const endOf = ({ exitCode, oomKilled }: ObservedContainer): string =>
  `It ended with exit code ${exitCode ?? 'unknown'}${oomKilled ? ', out of memory' : ''}.`;
