import type { RefusedService, UnreadBricks } from './brick.ts';
import type { ContainerSpec } from './container-spec.ts';
import type { EnvironmentName } from './lab-file.ts';
import type { ReferenceSet } from './reference.ts';
import type { RouteTable } from './routes.ts';

/** What should run. Pure data, made from the lab file, the host's facts and what people stopped. */
export interface DesiredState {
  /** In the order in which they are made. */
  directories: readonly DesiredDirectory[];
  secrets: readonly DesiredSecret[];
  certificate: DesiredCertificate;
  networks: readonly DesiredNetwork[];
  services: readonly DesiredService[];
  routes: RouteTable;
  /** The reference data that has to be built; undefined where nothing asks for any. */
  reference: DesiredReference | undefined;
  /** The apps of bricks, running or not: each has a host. */
  apps: readonly DesiredApp[];
  /** Apps that are there although their bricks can't be read now: none can be opened. Known once somebody looked. */
  refusedApps: readonly HostedApp[];
  /** What bricks ask for and don't get. */
  refused: readonly RefusedService[];
  /** Folders of bricks that nobody could read: what is missing here may be declared there. */
  unreadBricks: readonly UnreadBricks[];
  /** Whether the reference database is there for whichever brick needs it, rather than as a person said. */
  referenceByNeed: boolean;
  /** Data of databases that the bricks which are there declare, those of what is switched off included. */
  claimedData: readonly DataClaim[];
  /** Epoch milliseconds of this look (from the host's facts): what is due is compared with it. */
  lookedAt: number;
}

export interface Owner {
  uid: number;
  gid: number;
}

export interface DesiredDirectory {
  path: string;
  owner: Owner;
  /** e.g. 0o750 */
  mode: number;
}

/** A random password, generated once; copies give other containers' users the same value. */
export interface DesiredSecret {
  path: string;
  owner: Owner;
  /** Take the value of this other secret instead of generating one. */
  copyOf: string | undefined;
}

export interface DesiredCertificate {
  /** e.g. `['lab.localhost', '*.lab.localhost']` */
  names: readonly string[];
}

export interface DesiredNetwork {
  /** Full name, with the lab's prefix. */
  name: string;
  internal: boolean;
  mtu: number | undefined;
  labels: Readonly<Record<string, string>>;
  /** Containers beyond the services that have to be attached, by container name (the edge). */
  attach: readonly { container: string; alias: string }[];
}

export interface DataClaim {
  environment: EnvironmentName;
  /** Undefined: any, since it can't be told which bricks there are. */
  brick: string | undefined;
  /** `all` where it can't be told which. */
  database: string | 'all';
}

export interface DesiredApp {
  /** What its gate is called: the first label of its host. */
  name: `app-${string}`;
  service: string;
  environment: EnvironmentName;
  brick: string;
  /** What people call it. */
  title: string;
  port: number;
  hostname: string;
  origin: string;
  /** Milliseconds without anybody after which it stops. */
  idle: number;
}

/** What is known of each app that has a host. */
export interface HostedApp extends Pick<DesiredApp, 'name' | 'service' | 'environment' | 'title'> {
  /** Why nobody can open it; absent where it can be opened. */
  refused?: string;
}

/** Of the lab's own; those of bricks are called after the brick. */
export type ServiceName =
  'front' | 'prod-db' | 'prod-glab' | 'dev-db' | 'dev-glab' | 'dev-testdb' | 'dev-codelab' | 'biota-db';

export interface DesiredReference {
  set: ReferenceSet;
  /** Name of the generation, and its folder. */
  generation: string;
  folder: string;
  /** File that the set is downloaded to. */
  archive: string;
  /** The throw-away container that makes the one of the other. */
  build: ContainerSpec;
  /** Who asks for it. */
  readers: readonly EnvironmentName[];
}

export interface DesiredService {
  /** One of `ServiceName` in a lab; any name to the reconciler. */
  name: string;
  environment: EnvironmentName | undefined;
  spec: ContainerSpec;
  /**
   * Where the spec's image can be pulled from when it is not on this machine; undefined: nowhere. Never the product's
   * bare reference, which the engine would look for in a public namespace that isn't ours.
   */
  pullFrom: string | undefined;
  /** False: a person stopped it, or its environment is disabled; the container stays, stopped. */
  running: boolean;
  /** It starts when somebody asks for it, and stops when nobody does: unless it was started, it is stopped. */
  onDemand?: true;
  /** A person took it off this machine: it has no container, and networks of nobody else are gone. Its data is kept. */
  uninstalled?: true;
  /** What it asks for and can't have here, in words; `given`: a part of it. */
  lacksGpu?: { wish: string; why: string; given: boolean };
  /** Where the machine has fewer cores: how many it asks for. */
  coresWished?: number;
  /** Of a brick's: what declares it, limits included. */
  declaredBy?: { brick: string; name: string };
  /** Services that must be healthy before this one starts. */
  after: readonly string[];
  /** How long a start may take until healthy, in seconds. */
  startTimeoutSeconds: number;
  /** How long a stop may take before it is killed, in seconds. */
  stopGraceSeconds: number;
}
