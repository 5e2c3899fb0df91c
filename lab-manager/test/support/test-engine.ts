import { SecondEngine, sweepDeadEngines } from './second-engine.ts';
import { reap, sweepDeadRuns } from './reaper.ts';
import { EngineApi } from './test-engine-api.ts';

/** An engine that tests run against. */
export interface TestEngine {
  socketPath: string;
  api: EngineApi;
  /** An address of this machine that the engine reaches, and from which it pulls without https. */
  hostAddress: string;
  /** Removes what this run made on it, and ends it where it is ours. */
  close(): Promise<void>;
}

const kinds = { host: openHostEngine, newer: openNewerEngine };
export type EngineName = keyof typeof kinds;

/** The machine's own engine and a newer one beside it, unless LABSTEAD_TEST_ENGINES names fewer, e.g. `host`. */
export function engineNames(): EngineName[] {
  const all = Object.keys(kinds) as EngineName[];
  const wanted = process.env.LABSTEAD_TEST_ENGINES?.split(',').map((name) => name.trim()) ?? all;
  const unknown = wanted.find((name) => !all.some((known) => known === name));
  if (unknown !== undefined) throw new Error(`LABSTEAD_TEST_ENGINES: there is no engine "${unknown}"`);
  return all.filter((name) => wanted.includes(name));
}

/** Fails with the engine's name where it can't be had; tests against it are never skipped. */
export async function openEngine(name: EngineName): Promise<TestEngine> {
  try {
    await sweepDeadEngines();
    return await kinds[name]();
  } catch (error) {
    throw new Error(`the test engine "${name}" can't be had: ${String(error)}`, { cause: error });
  }
}

async function openHostEngine(): Promise<TestEngine> {
  const socketPath = /^unix:\/\/(.+)/.exec(process.env.DOCKER_HOST ?? '')?.[1] ?? '/var/run/docker.sock';
  const api = new EngineApi(socketPath);
  await api.get('/_ping');
  await sweepDeadRuns(api);
  // Engines pull from loopback addresses without https.
  return { socketPath, api, hostAddress: '127.0.0.1', close: () => reap(api) };
}

async function openNewerEngine(): Promise<TestEngine> {
  const engine = await SecondEngine.start();
  return {
    socketPath: engine.socketPath,
    api: engine.api,
    hostAddress: engine.hostAddress,
    close: () => engine.stop(),
  };
}
