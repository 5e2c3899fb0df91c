import { LabError } from '../../core/model/lab-error.ts';
import type { ContainerEngine } from '../../core/ports.ts';
import type { DockerEngineOptions } from './connect.ts';
import { connect } from './connect.ts';
import { counters } from './counters.ts';
import { createContainer } from './create-container.ts';
import { events } from './events.ts';
import { runInside } from './exec.ts';
import type { EngineAbilities } from './facts.ts';
import { readAbilities } from './facts.ts';
import {
  pauseContainer,
  renameContainer,
  startContainer,
  stopContainer,
  unpauseContainer,
} from './lifecycle.ts';
import { logs } from './logs.ts';
import { connectNetwork, createNetwork, removeNetwork } from './networks.ts';
import { removeContainer } from './remove-container.ts';
import { observe } from './observe.ts';
import { pullImage } from './pull.ts';
import { runToEnd } from './run-to-end.ts';
import { waitHealthy } from './wait-healthy.ts';

/** The container engine port over a real Docker engine. Nothing is asked of it before the first call. */
export function dockerEngine(options: DockerEngineOptions): ContainerEngine {
  const connection = connect(options);
  let known: EngineAbilities | undefined;
  const learn = async () => (known = await readAbilities(connection));
  /** An engine that was never met is asked for its version first. */
  const met = async () => known ?? (await learn());
  return {
    // Asked anew each time: the engine may have been updated under a running manager.
    facts: async () => (await learn()).facts,
    observe: async (question, signal) => {
      await met();
      try {
        return await observe(connection, question, signal);
      } catch (error) {
        // What comes back may be another engine, e.g. after an update of the machine.
        if (error instanceof LabError && error.code === 'docker.unreachable') known = undefined;
        throw error;
      }
    },
    pullImage: async (from, image, onProgress, signal) => {
      await met();
      return pullImage(connection, from, image, onProgress, signal);
    },
    createNetwork: async (network) => {
      await met();
      return createNetwork(connection, network);
    },
    removeNetwork: (network) => removeNetwork(connection, network),
    connectNetwork: (network, container, alias) => connectNetwork(connection, network, container, alias),
    createContainer: async (spec, configHash, jobId) => {
      const { capabilities } = await met();
      return createContainer(connection, capabilities, spec, configHash, jobId);
    },
    renameContainer: (container, to) => renameContainer(connection, container, to),
    startContainer: (container) => startContainer(connection, container),
    waitHealthy: (container, timeoutSeconds, signal) =>
      waitHealthy(connection, container, timeoutSeconds, signal),
    runToEnd: async (spec, configHash, jobId, onLine, signal = new AbortController().signal) => {
      const { capabilities } = await met();
      return runToEnd(connection, capabilities, { spec, configHash, jobId, onLine, signal });
    },
    stopContainer: (container, graceSeconds) => stopContainer(connection, container, graceSeconds),
    pauseContainer: (container) => pauseContainer(connection, container),
    unpauseContainer: (container) => unpauseContainer(connection, container),
    removeContainer: (container) => removeContainer(connection, container),
    counters: (id, signal) => counters(connection, id, signal),
    logs: (container, query, signal) => logs(connection, container, query, signal),
    exec: (container, argv, timeoutSeconds, signal) =>
      runInside(connection, container, argv, timeoutSeconds, signal),
    events: (labId, signal) => events(connection, labId, signal),
  };
}
