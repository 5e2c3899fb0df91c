import { rm } from 'node:fs/promises';
import { dockerEngine } from '../src/adapters/docker/docker-engine.ts';
import { configHash } from '../src/core/desired/config-hash.ts';
import type { DesiredService } from '../src/core/model/desired-state.ts';
import type { Job } from '../src/core/model/job.ts';
import { reap } from '../test/support/reaper.ts';
import { EngineApi } from '../test/support/test-engine-api.ts';
import { milliseconds } from './figure.ts';
import { preparedLab } from './prepared-lab.ts';

const socketPath = '/var/run/docker.sock';

/** What each service takes for itself while nothing else is going on, in milliseconds. */
export interface OwnTimes {
  services: readonly DesiredService[];
  /** From its creation until it is healthy. */
  up: ReadonlyMap<string, number>;
  stop: ReadonlyMap<string, number>;
}

/** One service after the other, by the same hands as the manager's. */
export async function ownTimes(): Promise<OwnTimes> {
  const { home, labId, desired } = await preparedLab();
  const engine = dockerEngine({ socketPath, labId, dataRoot: home });
  const [up, stop] = [new Map<string, number>(), new Map<string, number>()];
  try {
    for (const network of desired.networks) await engine.createNetwork({ ...network, attach: [] });
    for (const { name, spec, startTimeoutSeconds } of desired.services) {
      const took = await milliseconds(async () => {
        await engine.createContainer(spec, configHash(spec), 'bench');
        await engine.startContainer(spec.name);
        await engine.waitHealthy(spec.name, startTimeoutSeconds);
      });
      up.set(name, took);
    }
    for (const { name, spec, stopGraceSeconds } of desired.services.toReversed())
      stop.set(name, await milliseconds(() => engine.stopContainer(spec.name, stopGraceSeconds)));
    return { services: desired.services, up, stop };
  } finally {
    await reap(new EngineApi(socketPath));
    await rm(home, { recursive: true, force: true });
  }
}

/** What each service took in a job that brought them all up at once: from its start until it was healthy. */
export function timesIn(
  { steps }: Pick<Job, 'steps'>,
  services: readonly DesiredService[],
): ReadonlyMap<string, number> {
  const taken = (name: string): number => {
    const { startedAt = 0, endedAt = 0 } = steps.find((step) => step.name === name) ?? {};
    return endedAt - startedAt;
  };
  return new Map(
    services.map(({ name }) => [name, taken(`startContainer:${name}`) + taken(`waitHealthy:${name}`)]),
  );
}

/** The longest chain of services that wait for each other: no order of starts is faster. */
export function criticalPath({ services, up }: Pick<OwnTimes, 'services' | 'up'>): number {
  const ends = new Map<string, number>();
  for (const { name, after } of services) {
    const begin = Math.max(0, ...after.map((other) => ends.get(other) ?? 0));
    ends.set(name, begin + (up.get(name) ?? 0));
  }
  return Math.max(...ends.values());
}
