import type Docker from 'dockerode';
import type { ContainerSpec } from '../../core/model/container-spec.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { Connection } from './connect.ts';
import { containerRequest, remainingNetworks } from './container-request.ts';
import { engineMessage, statusOf } from './docker-error.ts';
import type { Capabilities } from './facts.ts';
import { findOurContainer, ourNetwork } from './find.ts';
import { labels } from '../../core/names.ts';
import { attach } from './networks.ts';
import { removeContainer } from './remove-container.ts';
import { withinLimit } from './within-limit.ts';

/**
 * Creates the container, or finds that an earlier attempt did. Engines before API 1.44 take one network at creation:
 * with more, the container is made under another name and gets its own once it is complete, so that a manager that
 * died in between never leaves a half-connected container under the name of a whole one.
 */
export async function createContainer(
  connection: Connection,
  capabilities: Capabilities,
  spec: ContainerSpec,
  configHash: string,
  jobId: string,
): Promise<void> {
  const { labId, dataRoot } = connection;
  const request = containerRequest(spec, { labId, dataRoot, configHash, jobId, capabilities });
  if (await isThere(connection, spec.name, configHash)) return;
  for (const { name } of spec.networks) await ourNetwork(connection, name);
  const remaining = remainingNetworks(spec, capabilities);
  if (remaining.length === 0) {
    await create(connection, spec.name, request, configHash);
  } else {
    await createInSteps(connection, spec.name, request, remaining);
  }
}

/** True: ours, with the same configuration. Throws where something else holds the name. */
async function isThere(connection: Connection, name: string, configHash: string): Promise<boolean> {
  const found = await findOurContainer(connection, name);
  if (found === undefined) return false;
  if (found.Config.Labels[labels.configHash] === configHash) return true;
  throw new LabError('docker.failed', `Container ${name} is here already, with another configuration.`, {
    hint: 'Rename or remove the old one first.',
  });
}

async function create(
  connection: Connection,
  name: string,
  request: Docker.ContainerCreateOptions,
  configHash: string,
): Promise<void> {
  try {
    await post(connection, name, request);
  } catch (error) {
    // Somebody was faster: what is there decides.
    if (isConflict(error) && (await isThere(connection, name, configHash))) return;
    throw error;
  }
}

async function createInSteps(
  connection: Connection,
  name: string,
  request: Docker.ContainerCreateOptions,
  remaining: ContainerSpec['networks'],
): Promise<void> {
  const { docker, limits } = connection;
  const incomplete = `${name}.incomplete`;
  await removeContainer(connection, incomplete);
  const id = await post(connection, incomplete, request);
  try {
    for (const network of remaining) {
      const { Id } = await ourNetwork(connection, network.name);
      await attach(connection, network.name, Id, { name, id }, network.aliases);
    }
    await withinLimit(`name container ${name}`, limits.change, (abortSignal) =>
      docker.getContainer(id).rename({ name, abortSignal }),
    );
  } catch (error) {
    // Best effort: the next attempt removes it as well, and the first error is the one that tells.
    await removeContainer(connection, incomplete).catch(() => undefined);
    throw error;
  }
}

async function post(
  { docker, limits }: Connection,
  name: string,
  request: Docker.ContainerCreateOptions,
): Promise<string> {
  try {
    const created = await withinLimit(`create container ${name}`, limits.change, (abortSignal) =>
      // dockerode would repeat the whole body in the URL; these two keys of its own keep them apart.
      docker.createContainer(Object.assign({ abortSignal }, { _query: { name }, _body: request })),
    );
    return created.id;
  } catch (error) {
    throw clearer(error, name, request.Image ?? '');
  }
}

function clearer(error: unknown, name: string, image: string): unknown {
  if (!(error instanceof LabError)) return error;
  const said = engineMessage(error.cause);
  if (error.code === 'docker.not_found' && /no such image/i.test(said)) {
    return new LabError(
      'image.unavailable',
      `Image ${image} is not on this machine: could not create ${name}.`,
      {
        hint: 'Apply the lab again (labctl apply), which pulls it; without a registry, run the installer again.',
        cause: error,
      },
    );
  }
  const source = /bind source path does not exist: (\S+)/.exec(said)?.[1];
  if (source === undefined) return error;
  return new LabError('docker.failed', `${source} does not exist: could not create container ${name}.`, {
    hint: 'It must be made before the container; apply the lab again.',
    cause: error,
  });
}

const isConflict = (error: unknown): boolean => error instanceof LabError && statusOf(error.cause) === 409;
