import type Docker from 'dockerode';
import type { ObservedContainer, ObservedNetwork } from '../../core/model/observed-state.ts';
import type { EngineObservation, EngineQuestion } from '../../core/ports.ts';
import type { Connection } from './connect.ts';
import { unlessMissing } from './find.ts';
import { get, imagePath } from './get.ts';
import { bearsLab } from './labels.ts';
import { labels } from '../../core/names.ts';
import { observedContainer } from './observed-container.ts';
import { withinLimit } from './within-limit.ts';

type Filters = Record<string, string[]>;
type ListedContainer = Docker.ContainerInfo;
type ListedNetwork = Docker.NetworkInspectInfo;

/** One look: lists first, then details of what is the lab's or stands where the lab wants to. */
export async function observe(
  connection: Connection,
  question: EngineQuestion,
  signal?: AbortSignal,
): Promise<EngineObservation> {
  const present = await listNetworks(connection, signal);
  const [images, containers, networks] = await Promise.all([
    observeImages(connection, question.images, signal),
    observeContainers(connection, question, present, signal),
    observeNetworks(connection, question, present, signal),
  ]);
  return { images, containers, networks };
}

async function observeImages(
  { docker, limits }: Connection,
  references: readonly string[],
  signal?: AbortSignal,
): Promise<Record<string, string>> {
  const look = async (reference: string) => {
    const found = await withinLimit(
      `look for image ${reference}`,
      limits.look,
      (abortSignal) => unlessMissing(get<{ Id: string }>(docker, imagePath(reference), abortSignal)),
      signal,
    );
    return found === undefined ? [] : [[reference, found.Id]];
  };
  return Object.fromEntries((await Promise.all([...new Set(references)].map(look))).flat());
}

async function observeContainers(
  connection: Connection,
  { labId, containerNames }: EngineQuestion,
  present: readonly ListedNetwork[],
  signal?: AbortSignal,
): Promise<ObservedContainer[]> {
  const ours = await list(connection, { label: [`${labels.lab}=${labId}`] }, signal);
  const seen = new Set(ours.map(nameOf));
  const unseen = containerNames.filter((name) => !seen.has(name));
  const foreign = unseen.length === 0 ? [] : await list(connection, { name: unseen.map(exactly) }, signal);
  const ids = [...new Set([...ours, ...foreign].map(({ Id }) => Id))];
  const details = await Promise.all(ids.map((id) => inspect(connection, id, signal)));
  const networkIds = new Set(present.map(({ Id }) => Id));
  const observed = await Promise.all(
    details
      .filter((found) => found !== undefined)
      .map((found) => withOwnCheck(connection, found, observedContainer(found, labId, networkIds))),
  );
  return observed.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function withOwnCheck(
  connection: Connection,
  found: Docker.ContainerInspectInfo,
  observed: ObservedContainer,
): Promise<ObservedContainer> {
  return observed.ours && (await connection.ownChecks.passes(connection, found))
    ? { ...observed, health: 'healthy' }
    : observed;
}

async function listNetworks({ docker, limits }: Connection, signal?: AbortSignal): Promise<ListedNetwork[]> {
  return withinLimit(
    'list networks',
    limits.look,
    (abortSignal) => docker.listNetworks({ abortSignal }),
    signal,
  );
}

async function observeNetworks(
  connection: Connection,
  { labId, networkNames }: EngineQuestion,
  present: readonly ListedNetwork[],
  signal?: AbortSignal,
): Promise<ObservedNetwork[]> {
  const wanted = present.filter(({ Name, Labels }) => bearsLab(Labels, labId) || networkNames.includes(Name));
  // The list of networks doesn't say who is attached, and each one's details only name what runs. By name: engines know
  // the network's id only of containers that were started once.
  const attached =
    wanted.length === 0 ? [] : await list(connection, { network: wanted.map(({ Name }) => Name) }, signal);
  return wanted
    .map(({ Name, Labels, Internal }) => ({
      name: Name,
      ours: bearsLab(Labels, labId),
      internal: Internal,
      containers: attached
        .filter((container) => isOn(container, Name))
        .map(nameOf)
        .sort(),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

const isOn = (container: ListedContainer, network: string): boolean =>
  Object.hasOwn(container.NetworkSettings.Networks, network);

const list = (
  { docker, limits }: Connection,
  filters: Filters,
  signal?: AbortSignal,
): Promise<ListedContainer[]> =>
  withinLimit(
    'list containers',
    limits.look,
    (abortSignal) => docker.listContainers({ all: true, filters, abortSignal }),
    signal,
  );

/** Undefined for one that was removed since it was listed. */
const inspect = ({ docker, limits }: Connection, id: string, signal?: AbortSignal) =>
  withinLimit(
    `look at container ${id.slice(0, 12)}`,
    limits.look,
    (abortSignal) => unlessMissing(docker.getContainer(id).inspect({ abortSignal })),
    signal,
  );

/** The name filter is a regular expression. */
const exactly = (name: string): string => `^/?${name.replaceAll('.', '\\.')}$`;

const nameOf = (container: ListedContainer): string => {
  // A container that others link to has several names; its own has no second slash.
  const own = container.Names.find((name) => name.lastIndexOf('/') === 0) ?? container.Names[0] ?? '';
  return own.replace(/^\//, '');
};
