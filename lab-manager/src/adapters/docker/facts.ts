import type { EngineGpus } from '../../core/model/gpu.ts';
import type { EngineFacts } from '../../core/ports.ts';
import type { Connection } from './connect.ts';
import { unlessMissing } from './find.ts';
import { get, networkPath } from './get.ts';
import { apiAtLeast, checkVersion } from './version.ts';
import { withinLimit } from './within-limit.ts';

/** What the engine can do, as far as requests differ by it. */
export interface Capabilities {
  swapLimit: boolean;
  /** Several networks can be named when a container is created. */
  severalNetworksAtOnce: boolean;
}

export interface EngineAbilities {
  facts: EngineFacts;
  capabilities: Capabilities;
}

interface Info {
  DockerRootDir: string;
  Runtimes?: Record<string, unknown> | null;
  /** Since Docker 28.2. */
  DiscoveredDevices?: readonly { Source: string; ID: string }[] | null;
  SwapLimit?: boolean;
  NCPU: number;
}

export async function readAbilities(connection: Connection): Promise<EngineAbilities> {
  const { docker, limits } = connection;
  // The version first: what else an unknown engine answers may not be what is expected here.
  const found = await withinLimit('ask for the engine version', limits.look, () => docker.version());
  checkVersion({ version: found.Version, apiVersion: found.ApiVersion });
  const [info, mtu] = await Promise.all([
    withinLimit('ask for the engine facts', limits.look, (): Promise<Info> => docker.info()),
    bridgeMtu(connection),
  ]);
  return {
    facts: {
      version: found.Version,
      apiVersion: found.ApiVersion,
      rootDirectory: info.DockerRootDir,
      gpus: gpusOf(info),
      mtu,
      cores: info.NCPU,
    },
    capabilities: {
      swapLimit: info.SwapLimit === true,
      severalNetworksAtOnce: apiAtLeast(found.ApiVersion, [1, 44]),
    },
  };
}

/** Pure: what `docker info` says of GPUs. */
export function gpusOf({
  Runtimes,
  DiscoveredDevices,
}: Pick<Info, 'Runtimes' | 'DiscoveredDevices'>): EngineGpus {
  const devices = (DiscoveredDevices ?? []).filter(({ Source }) => Source === 'cdi').map(({ ID }) => ID);
  return {
    nvidiaRuntime: Object.keys(Runtimes ?? {}).includes('nvidia'),
    cdi: devices.filter((id) => /^nvidia\.com\/gpu=/.test(id) && !id.endsWith('=all')).sort(),
  };
}

async function bridgeMtu({ docker, limits }: Connection): Promise<number | undefined> {
  interface Bridge {
    Options?: Record<string, string> | null;
  }
  // An engine run with `bridge: none` has no default bridge.
  const bridge = await withinLimit('look at the default bridge', limits.look, (signal) =>
    unlessMissing(get<Bridge>(docker, networkPath('bridge'), signal)),
  );
  const mtu = Number(bridge?.Options?.['com.docker.network.driver.mtu'] ?? '1500');
  return mtu === 1500 || !Number.isInteger(mtu) || mtu <= 0 ? undefined : mtu;
}
