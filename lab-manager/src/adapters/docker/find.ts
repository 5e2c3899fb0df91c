import type Docker from 'dockerode';
import { LabError } from '../../core/model/lab-error.ts';
import type { Connection } from './connect.ts';
import { applyAgain, statusOf } from './docker-error.ts';
import { get, networkPath } from './get.ts';
import { bearsLab } from './labels.ts';
import { withinLimit } from './within-limit.ts';

type Container = Docker.ContainerInspectInfo;
type Network = Docker.NetworkInspectInfo;

/** The container of exactly this name, whoever's it is. */
export async function findContainer(
  { docker, limits }: Connection,
  name: string,
  signal?: AbortSignal,
): Promise<Container | undefined> {
  const found = await withinLimit(
    `look at container ${name}`,
    limits.look,
    (abortSignal) => unlessMissing(docker.getContainer(name).inspect({ abortSignal })),
    signal,
  );
  // The engine also answers to the beginning of an id.
  return found?.Name === `/${name}` ? found : undefined;
}

export async function findNetwork(
  { docker, limits }: Connection,
  name: string,
): Promise<Network | undefined> {
  const found = await withinLimit(`look at network ${name}`, limits.look, (abortSignal) =>
    unlessMissing(get<Network>(docker, networkPath(name), abortSignal)),
  );
  return found?.Name === name ? found : undefined;
}

/** Undefined where there is none; refuses one of somebody else. */
export async function findOurContainer(connection: Connection, name: string): Promise<Container | undefined> {
  const found = await findContainer(connection, name);
  if (found !== undefined && !bearsLab(found.Config.Labels, connection.labId))
    throw foreign('container', name);
  return found;
}

export async function findOurNetwork(connection: Connection, name: string): Promise<Network | undefined> {
  const found = await findNetwork(connection, name);
  if (found !== undefined && !bearsLab(found.Labels, connection.labId)) throw foreign('network', name);
  return found;
}

export async function ourContainer(connection: Connection, name: string): Promise<Container> {
  return (await findOurContainer(connection, name)) ?? missing('container', name);
}

export async function ourNetwork(connection: Connection, name: string): Promise<Network> {
  return (await findOurNetwork(connection, name)) ?? missing('network', name);
}

/** A lookup's answer, undefined where the engine knows no such thing. */
export async function unlessMissing<T>(lookup: Promise<T>): Promise<T | undefined> {
  try {
    return await lookup;
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

export const foreign = (kind: 'container' | 'network', name: string): LabError =>
  new LabError('docker.name_taken', `A ${kind} named ${name} is here that does not belong to this lab.`, {
    hint:
      kind === 'container'
        ? `Rename it (\`docker rename ${name} ${name}-old\`) or remove it; the lab never touches what it did not make.`
        : `Remove it (\`docker network rm ${name}\`); the lab never touches what it did not make.`,
  });

function missing(kind: 'container' | 'network', name: string): never {
  throw new LabError('docker.not_found', `There is no ${kind} named ${name}.`, { hint: applyAgain });
}
