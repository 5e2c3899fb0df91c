import type { ReferenceNeed } from '../../../src/core/model/reference.ts';
import { aLabFile, noon, someFacts } from './a-lab-file.ts';
import { desiredState, type Wished } from '../../../src/core/desired/desired-state.ts';
import type { BrickFolder, UnreadBricks } from '../../../src/core/model/brick.ts';
import type { DesiredService, DesiredState } from '../../../src/core/model/desired-state.ts';

/** What somebody said of services: of all others nothing. */
export const wished = (some: Partial<Wished> = {}): Wished => ({
  stopped: new Set(),
  uninstalled: new Set(),
  started: new Set(),
  ...some,
});

/** The real three services, as wished for by a default lab file. */
export function aLab(
  options: {
    text?: string;
    stopped?: readonly string[];
    started?: readonly string[];
    uninstalled?: readonly string[];
    version?: string;
    referenceNeeds?: readonly ReferenceNeed[];
    bricks?: readonly BrickFolder[];
    unreadBricks?: readonly UnreadBricks[];
  } = {},
): DesiredState {
  const facts = someFacts({
    version: options.version ?? '0.1.0',
    referenceNeeds: options.referenceNeeds,
    bricks: options.bricks ?? [],
    unreadBricks: options.unreadBricks,
  });
  return desiredState(
    aLabFile(options.text),
    facts,
    wished({
      stopped: new Set(options.stopped),
      started: new Set(options.started),
      uninstalled: new Set(options.uninstalled),
    }),
  );
}

/** Any services, and nothing else: for plans that are easy to read. */
export function aLabOf(...services: readonly DesiredService[]): DesiredState {
  return {
    directories: [],
    secrets: [],
    certificate: { names: ['lab.localhost'] },
    networks: [],
    services,
    routes: { httpsPort: 443, routes: aLab().routes.routes.slice(0, 1) },
    reference: undefined,
    apps: [],
    refused: [],
    unreadBricks: [],
    refusedApps: [],
    referenceByNeed: true,
    claimedData: [],
    lookedAt: noon,
  };
}

export interface ServiceChoices {
  image?: string;
  pullFrom?: string | undefined;
  after?: readonly string[];
  running?: boolean;
  networks?: readonly string[];
  /** Anything that makes another spec of it. */
  setting?: string;
}

export function aService(name: string, choices: ServiceChoices = {}): DesiredService {
  const image = choices.image ?? `${name}:1`;
  return {
    name,
    environment: undefined,
    spec: {
      name: `lab7k2m9q-${name}`,
      image,
      user: '10001:10001',
      command: undefined,
      environment: { SETTING: choices.setting ?? 'as before' },
      labels: {},
      mounts: [],
      tmpfs: [],
      networks: (choices.networks ?? []).map((network) => ({ name: network, aliases: [name] })),
      memoryBytes: 1024 ** 3,
      cpus: undefined,
      pids: 128,
      oomScoreAdjust: 0,
      stopGraceSeconds: 10,
    },
    pullFrom: 'pullFrom' in choices ? choices.pullFrom : `registry.example.org/${image}`,
    running: choices.running ?? true,
    after: choices.after ?? [],
    startTimeoutSeconds: 60,
    stopGraceSeconds: 10,
  };
}
