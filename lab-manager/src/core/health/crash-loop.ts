import { checkOfLook } from './check.ts';
import { wantedContainers } from './service-containers.ts';
import type { ObservedContainer } from '../model/observed-state.ts';

const restarts = 3;
const settledAfterMs = 10 * 60_000;

export const crashLoop = checkOfLook('crash-loop', 'No service keeps ending by itself.', (look, { now }) =>
  wantedContainers(look)
    .filter(({ container }) => isLooping(container, now))
    .map(({ service, container }) => ({
      severity: 'critical' as const,
      subject: service.name,
      message: `${service.name} has ended by itself ${container.restartCount} times${lastCode(container)}.`,
      hint: `Read its log: labctl logs ${service.name}`,
    })),
);

/** The engine's count includes what is long past: only one that runs for a while has settled. */
function isLooping(container: ObservedContainer, now: number): boolean {
  if (container.restartCount < restarts) return false;
  if (container.state === 'restarting') return true;
  return container.startedAt !== undefined && now - container.startedAt < settledAfterMs;
}

function lastCode({ state, exitCode }: ObservedContainer): string {
  return state === 'restarting' && exitCode !== undefined ? `, last with exit code ${exitCode}` : '';
}
