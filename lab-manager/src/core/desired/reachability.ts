import type { EnvironmentName } from '../model/lab-file.ts';
import type { ServiceName } from '../model/desired-state.ts';

/** What a brick declares, whatever it is called; `other`: the same of another brick in the same environment. */
export const brickRoles = [
  'prod-brick-app',
  'prod-brick-db',
  'prod-other-app',
  'prod-other-db',
  'dev-brick-app',
  'dev-brick-db',
] as const;
export type BrickRole = (typeof brickRoles)[number];

/** From where a connection is tried. */
export type Source = ServiceName | 'edge' | 'lab-manager' | BrickRole;

/**
 * Everything that could be reached, with its ports. `machine` is the server that the lab runs on, `docker` its engine's
 * API, `metadata` the address at which clouds hand out credentials, `internet` whatever is further away.
 */
export const destinations = {
  edge: [80, 443],
  'lab-manager': [8080, 8081],
  front: [8080, 8081],
  'prod-glab': [8000],
  'prod-db': [3306],
  'dev-glab': [8000],
  'dev-db': [3306],
  'dev-testdb': [3306],
  'dev-codelab': [8080, 8888],
  'biota-db': [3306],
  'prod-brick-app': [8000],
  'prod-brick-db': [3306],
  'prod-other-app': [8000],
  'prod-other-db': [3306],
  'dev-brick-app': [8000],
  'dev-brick-db': [3306],
  machine: ['any'],
  docker: [2375],
  metadata: [80],
  internet: [443],
} as const satisfies Record<string, readonly (number | 'any')[]>;

export type Destination = keyof typeof destinations;

const apps = ['prod-brick-app', 'prod-other-app', 'dev-brick-app'] as const;
const outside = ['machine', 'docker', 'metadata', 'internet'] as const;

/**
 * The whole of what may be reached; whatever isn't named here may not, over IPv4 or IPv6. The edge and the manager are
 * the lab itself: the one publishes its ports, which takes a network that leads out, the other has the engine in its hands.
 */
const reachable: Record<Source, readonly Destination[]> = {
  edge: ['lab-manager', 'front', 'prod-glab', 'dev-glab', 'dev-codelab', ...apps, ...outside],
  'lab-manager': ['edge', ...outside],
  front: ['edge'],
  'prod-glab': ['edge', 'prod-db', 'biota-db', 'prod-brick-db', 'prod-other-db'],
  'prod-db': ['prod-glab', 'prod-brick-db', 'prod-other-db'],
  'dev-glab': ['edge', 'dev-db', 'biota-db', 'dev-brick-db'],
  'dev-db': ['dev-glab', 'dev-brick-db'],
  'dev-testdb': ['dev-brick-db'],
  'dev-codelab': ['edge', 'dev-testdb', 'dev-brick-db'],
  // One and the same for both environments, over a network with each; it calls nobody, and nothing can be written to it.
  'biota-db': ['prod-glab', 'dev-glab'],
  'prod-brick-app': ['edge', 'prod-brick-db'],
  'prod-other-app': ['edge', 'prod-other-db'],
  'dev-brick-app': ['edge', 'dev-brick-db'],
  // The databases of an environment share the network in which its glab asks them (docs/decisions/0006-services-of-bricks.md).
  'prod-brick-db': ['prod-glab', 'prod-db', 'prod-other-db', 'prod-brick-app'],
  'prod-other-db': ['prod-glab', 'prod-db', 'prod-brick-db', 'prod-other-app'],
  'dev-brick-db': ['dev-glab', 'dev-db', 'dev-testdb', 'dev-brick-app'],
};

/** What `internet: true` in the lab file opens: there is no way to the one that isn't also one to the others. */
const opened: Record<EnvironmentName | 'codelab', Source> = {
  prod: 'prod-glab',
  dev: 'dev-glab',
  codelab: 'dev-codelab',
};

export interface Cell {
  source: Source;
  destination: Destination;
  port: number | 'any';
  open: boolean;
}

/** Each source × destination × port; a container always reaches itself, which is no cell. */
export function reachability(internet: readonly (EnvironmentName | 'codelab')[] = []): readonly Cell[] {
  const withInternet = new Set(internet.map((whose) => opened[whose]));
  return (Object.keys(reachable) as Source[]).flatMap((source) =>
    (Object.keys(destinations) as Destination[])
      .filter((destination) => destination !== source)
      .flatMap((destination) =>
        destinations[destination].map((port) => ({
          source,
          destination,
          port,
          open:
            reachable[source].includes(destination) ||
            (withInternet.has(source) && (outside as readonly Destination[]).includes(destination)),
        })),
      ),
  );
}
