import type { Operation, OperationKind } from '../core/model/operation.ts';
import type { ContainerEngine, LabFiles } from '../core/ports.ts';
import { roundBytes } from '../core/units.ts';
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
  fetchReference: ({ files }, { set, archive }, { report, signal }) =>
    files.fetchReference({
      set,
      archive,
      onProgress: (bytes) =>
        report.progress(bytes / set.bytes, `${roundBytes(bytes)} of ${roundBytes(set.bytes)}`),
      signal,
    }),
  buildReference: ({ engine }, { set, spec, configHash }, { jobId, report, signal }) =>
    engine.runToEnd(spec, configHash, jobId, tellBuild(report, set.builtBytes), signal),
  removeArchive: ({ files }, { archive }) => files.removeArchive(archive),
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

/** The build says `loaded <n> bytes` now and then; how much it will be is an estimate. */
function tellBuild(report: StepReport, whole: number): (line: string) => void {
  return (line) => {
    const loaded = Number(/^loaded (\d+) bytes$/.exec(line)?.[1]);
    if (Number.isNaN(loaded)) report.log(line);
    else report.progress(Math.min(loaded / whole, 0.99), `${roundBytes(loaded)} built`);
  };
}

export function execute<K extends OperationKind>(
  hands: Hands,
  operation: Operation<K>,
  execution: Execution,
): Promise<void> {
  const executor: Executors[K] = executors[operation.kind];
  return executor(hands, operation, execution);
}
