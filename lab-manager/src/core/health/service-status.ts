import { configHash } from '../desired/config-hash.ts';
import type { DesiredService } from '../model/desired-state.ts';
import type { ServiceState, ServiceStatus } from '../model/lab-status.ts';
import type { ObservedContainer } from '../model/observed-state.ts';

/** `container` is undefined where there is none of ours; `seen` false: nobody could look. */
export function serviceStatus(
  service: DesiredService,
  container: ObservedContainer | undefined,
  seen: boolean,
): ServiceStatus {
  const wanted = service.running ? 'running' : 'stopped';
  return {
    name: service.name,
    environment: service.environment,
    wanted,
    image: service.spec.image,
    ...stateOf(container, wanted, seen),
    message: container && seen ? messageOf(container, service) : undefined,
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
      return wanted === 'stopped' ? 'stopping' : runningState(container);
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
  if (running && container.state === 'exited')
    return `It ended with exit code ${container.exitCode ?? 'unknown'}${container.oomKilled ? ', out of memory' : ''}.`;
  if (running && container.configHash !== configHash(spec)) return 'It runs in an older form.';
  return undefined;
}
