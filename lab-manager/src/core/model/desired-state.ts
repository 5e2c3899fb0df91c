import type { ContainerSpec } from './container-spec.ts';
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

export type ServiceName = 'front' | 'prod-db' | 'prod-glab';

export interface DesiredService {
  /** One of `ServiceName` in a lab; any name to the reconciler. */
  name: string;
  environment: 'prod' | undefined;
  spec: ContainerSpec;
  /**
   * Where the spec's image can be pulled from when it is not on this machine; undefined: nowhere. Never the product's
   * bare reference, which the engine would look for in a public namespace that isn't ours.
   */
  pullFrom: string | undefined;
  /** False: a person stopped it, or its environment is disabled; the container stays, stopped. */
  running: boolean;
  /** Services that must be healthy before this one starts. */
  after: readonly string[];
  /** How long a start may take until healthy, in seconds. */
  startTimeoutSeconds: number;
  /** How long a stop may take before it is killed, in seconds. */
  stopGraceSeconds: number;
}
