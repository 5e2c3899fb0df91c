import type { DesiredNetwork } from '../../core/model/desired-state.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { Connection } from './connect.ts';
import { statusOf } from './docker-error.ts';
import { findContainer, findOurNetwork, foreign, ourContainer, ourNetwork } from './find.ts';
import { bearsLab } from './labels.ts';
import { refuse } from './spec-checks.ts';
import { withinLimit } from './within-limit.ts';

export async function createNetwork(connection: Connection, network: DesiredNetwork): Promise<void> {
  const { docker, labId, limits } = connection;
  if (!bearsLab(network.labels, labId)) refuse(network.name, "the lab's label is missing");
  if (await isThere(connection, network)) return;
  try {
    await withinLimit(`create network ${network.name}`, limits.change, (abortSignal) =>
      docker.createNetwork({
        Name: network.name,
        Driver: 'bridge',
        // Names of networks are not unique on engines before 25 unless asked for.
        CheckDuplicate: true,
        Internal: network.internal,
        Labels: { ...network.labels },
        Options: optionsOf(network),
        abortSignal,
      }),
    );
  } catch (error) {
    const conflict = error instanceof LabError && statusOf(error.cause) === 409;
    if (!conflict || !(await isThere(connection, network))) throw error;
  }
}

function optionsOf({ internal, mtu }: DesiredNetwork): Record<string, string> {
  return {
    ...(mtu === undefined ? {} : { 'com.docker.network.driver.mtu': String(mtu) }),
    // Internal only takes the way through the machine; without an address on it the machine itself is out of reach, too.
    ...(internal ? { 'com.docker.network.bridge.inhibit_ipv4': 'true' } : {}),
  };
}

async function isThere(connection: Connection, network: DesiredNetwork): Promise<boolean> {
  const found = await findOurNetwork(connection, network.name);
  if (found === undefined) return false;
  if (found.Internal === network.internal) return true;
  throw new LabError(
    'docker.failed',
    `Network ${network.name} is here already and is ${found.Internal ? '' : 'not '}internal.`,
    { hint: `Remove it (\`docker network rm ${network.name}\`); the lab makes it anew.` },
  );
}

/** Detaches what is ours before; something foreign on the network is a reason to leave it. */
export async function removeNetwork(connection: Connection, name: string): Promise<void> {
  const { docker, limits } = connection;
  const found = await findOurNetwork(connection, name);
  if (found === undefined) return;
  for (const { Name } of Object.values(found.Containers ?? {})) {
    await disconnect(connection, name, found.Id, Name);
  }
  await withinLimit(`remove network ${name}`, limits.change, async (abortSignal) => {
    try {
      await docker.getNetwork(found.Id).remove({ abortSignal });
    } catch (error) {
      if (statusOf(error) !== 404) throw error;
    }
  });
}

async function disconnect(
  connection: Connection,
  network: string,
  networkId: string,
  container: string,
): Promise<void> {
  const { docker, labId, limits } = connection;
  const found = await findContainer(connection, container);
  if (found === undefined) return;
  if (!bearsLab(found.Config.Labels, labId)) {
    throw new LabError(
      'docker.failed',
      `Network ${network} is in use by ${container}, which is not the lab's.`,
      {
        hint: `Detach it: \`docker network disconnect ${network} ${container}\`.`,
        cause: foreign('container', container),
      },
    );
  }
  await withinLimit(`detach ${container} from ${network}`, limits.change, (abortSignal) =>
    docker.getNetwork(networkId).disconnect({ Container: found.Id, Force: true, abortSignal }),
  );
}

export async function connectNetwork(
  connection: Connection,
  network: string,
  container: string,
  alias: string,
): Promise<void> {
  const { Id: networkId } = await ourNetwork(connection, network);
  const found = await ourContainer(connection, container);
  const endpoint = found.NetworkSettings.Networks[network];
  const aliases: unknown = endpoint?.Aliases;
  if (Array.isArray(aliases) && aliases.includes(alias)) return;
  // Attached under another name only: an endpoint's aliases can't be changed, it is made anew.
  if (endpoint !== undefined) await disconnect(connection, network, networkId, container);
  await attach(connection, network, networkId, { name: container, id: found.Id }, [alias]);
}

export async function attach(
  { docker, limits }: Connection,
  network: string,
  networkId: string,
  container: { name: string; id: string },
  aliases: readonly string[],
): Promise<void> {
  await withinLimit(`attach ${container.name} to ${network}`, limits.change, (abortSignal) => {
    const endpoint = { Container: container.id, EndpointConfig: { Aliases: [...aliases] } };
    // The signal is known to dockerode, only not to its types.
    return docker.getNetwork(networkId).connect(Object.assign({ abortSignal }, endpoint));
  });
}
