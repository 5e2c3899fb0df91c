import type Docker from 'dockerode';
import type { ContainerState, HealthState, ObservedContainer } from '../../core/model/observed-state.ts';
import { bearsLab } from './labels.ts';
import { labels } from '../../core/names.ts';

const states: readonly ContainerState[] = [
  'created',
  'running',
  'paused',
  'restarting',
  'exited',
  'dead',
  'removing',
];
const healths: readonly HealthState[] = ['none', 'starting', 'healthy', 'unhealthy'];
const healthMessageBytes = 1024;

/** Pure: the engine's words for a container → ours. `networkIds`: of the networks there are. */
export function observedContainer(
  found: Docker.ContainerInspectInfo,
  labId: string,
  networkIds: ReadonlySet<string>,
): ObservedContainer {
  const { State: state, Config: config } = found;
  const ours = bearsLab(config.Labels, labId);
  const status = stateOf(state.Status);
  return {
    id: found.Id,
    name: found.Name.replace(/^\//, ''),
    ours,
    service: ours ? config.Labels[labels.service] : undefined,
    configHash: ours ? config.Labels[labels.configHash] : undefined,
    imageId: found.Image,
    state: status,
    health: healthOf(state),
    healthMessage: healthMessage(state),
    exitCode:
      status === 'exited' || status === 'dead' || status === 'restarting' ? state.ExitCode : undefined,
    oomKilled: state.OOMKilled,
    restartCount: found.RestartCount,
    startedAt: timeOf(state.StartedAt),
    networks: attached(found.NetworkSettings.Networks, networkIds),
  };
}

/**
 * A stopped container goes on naming a network that was removed, also when another of the same name took its place, and
 * can't be started any more: only networks that are still there count. One never started has no id yet.
 */
function attached(
  networks: Docker.ContainerInspectInfo['NetworkSettings']['Networks'],
  networkIds: ReadonlySet<string>,
): string[] {
  return Object.entries(networks)
    .filter(([, { NetworkID: id }]) => id === '' || networkIds.has(id))
    .map(([name]) => name)
    .sort();
}

const stateOf = (status: string): ContainerState => states.find((state) => state === status) ?? 'dead';

export const healthOf = (state: Docker.ContainerInspectInfo['State']): HealthState =>
  healths.find((health) => health === state.Health?.Status) ?? 'none';

/** The last output of the health check, cut. */
export function healthMessage(state: Docker.ContainerInspectInfo['State']): string | undefined {
  const output = state.Health?.Log?.at(-1)?.Output.trim();
  if (output === undefined || output === '') return undefined;
  return Buffer.from(output)
    .subarray(0, healthMessageBytes)
    .toString()
    .replace(/\uFFFD$/, '');
}

/** The engine says the year 1 for "never". */
function timeOf(text: string): number | undefined {
  const time = Date.parse(text);
  return Number.isNaN(time) || time <= 0 ? undefined : time;
}
