import { configHash } from '../../../src/core/desired/config-hash.ts';
import { routesDigest } from '../../../src/core/desired/edge-files.ts';
import { noon } from './a-lab-file.ts';
import type { ReferenceGeneration } from '../../../src/core/model/reference.ts';
import type {
  DesiredReference,
  DesiredService,
  DesiredState,
} from '../../../src/core/model/desired-state.ts';
import type {
  ObservedContainer,
  ObservedNetwork,
  ObservedState,
} from '../../../src/core/model/observed-state.ts';

const day = 24 * 3_600_000;

/** Nothing is there but the edge and the manager, which compose started. */
export function onlyCompose(): ObservedState {
  return {
    images: {},
    networks: [{ name: 'lab7k2m9q-edge-manager', ours: true, internal: false, containers: [] }],
    containers: ['edge', 'lab-manager'].map((name) =>
      aContainer(name, { networks: ['lab7k2m9q-edge-manager'] }),
    ),
    files: {
      directories: [],
      secrets: [],
      certificate: undefined,
      authority: undefined,
      routesDigest: undefined,
      routesPublishedAt: undefined,
      generations: [],
      archives: [],
      brickData: [],
    },
    edge: undefined,
  };
}

/** All is as wished, running and healthy. */
export function allAsWished(desired: DesiredState): ObservedState {
  const before = onlyCompose();
  const certificate = {
    names: desired.certificate.names,
    notBefore: desired.lookedAt - day,
    notAfter: desired.lookedAt + 89 * day,
  };
  const attached = desired.networks.filter((it) => it.attach.length > 0).map((it) => it.name);
  return {
    images: Object.fromEntries(desired.services.map(({ spec }) => [spec.image, imageId(spec.image)])),
    networks: [
      ...before.networks,
      ...desired.networks.map((it) => aNetwork(it.name, { internal: it.internal })),
    ],
    containers: [
      ...before.containers.map((it) =>
        it.service === 'edge' ? { ...it, networks: [...it.networks, ...attached] } : it,
      ),
      ...desired.services.filter((it) => it.running).map((it) => containerOf(it)),
    ],
    files: {
      directories: desired.directories.map(({ path, owner, mode }) => ({ path, ...owner, mode })),
      secrets: desired.secrets.map(({ path, owner }) => ({ path, ...owner, mode: 0o400 })),
      certificate,
      authority: {
        domain: desired.certificate.names[0],
        fault: undefined,
        notAfter: desired.lookedAt + 3650 * day,
      },
      routesDigest: routesDigest({ ...desired.routes, certificateFrom: certificate.notBefore }),
      routesPublishedAt: desired.lookedAt - day,
      generations: desired.reference === undefined ? [] : [aGeneration(desired.reference)],
      archives: [],
      brickData: [],
    },
    edge: undefined,
  };
}

/** Built from this set. */
export function aGeneration({ generation, set }: DesiredReference): ReferenceGeneration {
  const { name, version, licence, origin } = set;
  return { id: generation, about: { name, version, licence, origin }, bytes: set.builtBytes, builtAt: noon };
}

export function imageId(reference: string): string {
  return `sha256:${reference}`;
}

/** What a healthy container of this service looks like. */
export function containerOf(
  service: DesiredService,
  changes: Partial<ObservedContainer> = {},
): ObservedContainer {
  return aContainer(service.name, {
    configHash: configHash(service.spec),
    imageId: imageId(service.spec.image),
    networks: service.spec.networks.map((it) => it.name),
    ...changes,
  });
}

export function aContainer(name: string, changes: Partial<ObservedContainer> = {}): ObservedContainer {
  const full = `lab7k2m9q-${name}`;
  return {
    id: `id-${full}`,
    name: full,
    ours: true,
    service: name.replace(/\.prev$/, ''),
    configHash: '000000000000',
    imageId: 'sha256:older',
    state: 'running',
    health: 'healthy',
    healthMessage: undefined,
    exitCode: undefined,
    oomKilled: false,
    restartCount: 0,
    startedAt: undefined,
    networks: [],
    ...changes,
  };
}

export function aNetwork(name: string, changes: Partial<ObservedNetwork> = {}): ObservedNetwork {
  return { name, ours: true, internal: false, containers: [], ...changes };
}

/** The same look with some containers replaced or added (by name), or taken away. */
export function withContainers(
  observed: ObservedState,
  changed: readonly ObservedContainer[],
  without: readonly string[] = [],
): ObservedState {
  const names = new Set([...changed.map((it) => it.name), ...without.map((name) => `lab7k2m9q-${name}`)]);
  return {
    ...observed,
    containers: [...observed.containers.filter((it) => !names.has(it.name)), ...changed],
  };
}
