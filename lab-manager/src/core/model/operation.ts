import type { DesiredCertificate, DesiredDirectory, DesiredNetwork, DesiredSecret } from './desired-state.ts';
import type { ContainerSpec } from './container-spec.ts';
import type { ReferenceSet } from './reference.ts';
import type { RouteTable } from './routes.ts';

/** One effect each; from this table the operation type, the executors and the wording are derived. */
export interface OperationArgs {
  ensureDirectory: { directory: DesiredDirectory };
  createSecret: { secret: DesiredSecret };
  issueCertificate: { certificate: DesiredCertificate };
  publishRoutes: { routes: RouteTable; digest: string };
  /** `from` is the reference to pull; it is tagged `image` afterwards. */
  pullImage: { image: string; from: string };
  /** Resumed where an earlier attempt stopped; there under this name once its checksum was right. */
  fetchReference: { set: ReferenceSet; archive: string };
  /** In a throw-away container, which makes `generation` complete or not at all. */
  buildReference: { set: ReferenceSet; generation: string; spec: ContainerSpec; configHash: string };
  /** A download that nothing is built from any more. */
  removeArchive: { archive: string };
  createNetwork: { network: DesiredNetwork };
  removeNetwork: { network: string };
  connectNetwork: { network: string; container: string; alias: string };
  createContainer: { container: string; spec: ContainerSpec; configHash: string };
  renameContainer: { container: string; to: string };
  startContainer: { container: string };
  waitHealthy: { container: string; timeoutSeconds: number };
  stopContainer: { container: string; graceSeconds: number };
  removeContainer: { container: string };
}

export type OperationKind = keyof OperationArgs;

export type Operation<K extends OperationKind = OperationKind> = {
  [Kind in K]: { kind: Kind; cause: string } & OperationArgs[Kind];
}[K];

export interface PlanStep {
  /** 1-based. */
  id: number;
  operation: Operation;
  /** Steps that must be done before this one starts. */
  after: readonly number[];
}

/** Ordered so that a step comes after everything it waits for. */
export type Plan = readonly PlanStep[];

/**
 * What a plan is for. `apply`: a person or the installer asked for the newest of everything. `heal`: the lab is kept as
 * it is; a newer image under the same reference waits for an apply, so that building or pulling one restarts nothing.
 */
export type Purpose = 'apply' | 'heal';
