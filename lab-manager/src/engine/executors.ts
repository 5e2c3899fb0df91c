import type { Operation, OperationKind } from '../core/model/operation.ts';
import type { ContainerEngine, LabFiles } from '../core/ports.ts';
import type { StepReport } from '../jobs/job-definition.ts';

export interface Hands {
  engine: ContainerEngine;
  files: LabFiles;
}

export interface Execution {
  jobId: string;
  report: StepReport;
  signal: AbortSignal;
}

type Executors = {
  [Kind in OperationKind]: (hands: Hands, operation: Operation<Kind>, execution: Execution) => Promise<void>;
};

/** Each operation is one call of a hand. Nothing is decided here: every choice was made by the reconciler. */
const executors: Executors = {
  ensureDirectory: ({ files }, { directory }) => files.ensureDirectory(directory),
  createSecret: ({ files }, { secret }) => files.createSecret(secret),
  issueCertificate: ({ files }, { certificate }) => files.issueCertificate(certificate),
  publishRoutes: ({ files }, { routes, digest }) => files.publishRoutes(routes, digest),
  pullImage: ({ engine }, { from, image }, { report, signal }) =>
    engine.pullImage(
      from,
      image,
      ({ current, total, message }) =>
        report.progress(total === undefined ? undefined : current / total, message),
      signal,
    ),
  createNetwork: ({ engine }, { network }) => engine.createNetwork(network),
  removeNetwork: ({ engine }, { network }) => engine.removeNetwork(network),
  connectNetwork: ({ engine }, { network, container, alias }) =>
    engine.connectNetwork(network, container, alias),
  createContainer: ({ engine }, { spec, configHash }, { jobId }) =>
    engine.createContainer(spec, configHash, jobId),
  renameContainer: ({ engine }, { container, to }) => engine.renameContainer(container, to),
  startContainer: ({ engine }, { container }) => engine.startContainer(container),
  waitHealthy: ({ engine }, { container, timeoutSeconds }, { signal }) =>
    engine.waitHealthy(container, timeoutSeconds, signal),
  stopContainer: ({ engine }, { container, graceSeconds }) => engine.stopContainer(container, graceSeconds),
  removeContainer: ({ engine }, { container }) => engine.removeContainer(container),
};

export function execute<K extends OperationKind>(
  hands: Hands,
  operation: Operation<K>,
  execution: Execution,
): Promise<void> {
  const executor: Executors[K] = executors[operation.kind];
  return executor(hands, operation, execution);
}
