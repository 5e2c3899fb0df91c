import type { EngineGpus } from '../model/gpu.ts';
import type { ContainerSpec } from '../model/container-spec.ts';
import type { ContainerCounters } from '../model/figures.ts';
import type { DesiredNetwork } from '../model/desired-state.ts';
import type { ObservedState } from '../model/observed-state.ts';

export interface EngineFacts {
  /** Undefined where nobody asked. */
  gpus?: EngineGpus;
  version: string;
  apiVersion: string;
  /** Where the engine keeps images and containers. */
  rootDirectory: string;
  /** MTU of the default bridge; undefined where it is the usual 1500. */
  mtu: number | undefined;
  /** Of its machine; undefined where nobody asked. It refuses to promise a container more. */
  cores?: number;
}

/** What one look has to answer. */
export interface EngineQuestion {
  labId: string;
  /** References whose ids are wanted. */
  images: readonly string[];
  /** Names that must be reported even where the thing is not ours. */
  containerNames: readonly string[];
  networkNames: readonly string[];
}

export type EngineObservation = Omit<ObservedState, 'files' | 'edge'>;

export interface PullProgress {
  /** Bytes so far and in all, as far as the engine tells. */
  current: number;
  total: number | undefined;
  message: string;
}

export interface LogLine {
  stream: 'stdout' | 'stderr';
  /** RFC 3339 with nanoseconds, as the engine gives it. */
  time: string;
  text: string;
}

export interface LogQuery {
  /** Number of last lines; undefined is all. */
  tail: number | undefined;
  /** Epoch milliseconds. */
  since: number | undefined;
  follow: boolean;
}

export interface EngineEvent {
  type: 'container' | 'network' | 'image' | 'reconnected';
  action: string;
  /** Container or network name where there is one. */
  name: string | undefined;
}

/**
 * The container engine. Only things that bear the lab's label are changed: a change of a foreign thing is refused with
 * `docker.name_taken`. Creating what is there with the same config hash, starting what runs, stopping what is stopped and
 * removing what is gone all succeed: each call may be repeated after a crash.
 */
export interface ContainerEngine {
  facts(): Promise<EngineFacts>;
  /** One of ours that the engine still calls starting is asked itself, by its own health check. */
  observe(question: EngineQuestion, signal?: AbortSignal): Promise<EngineObservation>;
  pullImage(
    from: string,
    image: string,
    onProgress: (progress: PullProgress) => void,
    signal?: AbortSignal,
  ): Promise<void>;
  createNetwork(network: DesiredNetwork): Promise<void>;
  removeNetwork(network: string): Promise<void>;
  connectNetwork(network: string, container: string, alias: string): Promise<void>;
  /** Adds the config hash and the job id to the labels. */
  createContainer(spec: ContainerSpec, configHash: string, jobId: string): Promise<void>;
  renameContainer(container: string, to: string): Promise<void>;
  startContainer(container: string): Promise<void>;
  /** Resolves once healthy (or running, for one without a health check); throws `container.unhealthy` with the last health output and log lines, `container.exited` with the exit code, or on abort. */
  waitHealthy(container: string, timeoutSeconds: number, signal?: AbortSignal): Promise<void>;
  /**
   * Makes a container, runs it to its end and removes it; one that an earlier attempt left goes first. Throws
   * `container.exited` with its last lines unless it ends with 0, or on abort.
   */
  runToEnd(
    spec: ContainerSpec,
    configHash: string,
    jobId: string,
    onLine: (line: string) => void,
    signal?: AbortSignal,
  ): Promise<void>;
  /** A paused one goes on for that, and stops as any other. */
  stopContainer(container: string, graceSeconds: number): Promise<void>;
  /** Holds still everything in it, with all that it has open; pausing it again succeeds. Throws `container.not_running`. */
  pauseContainer(container: string): Promise<void>;
  /** Lets it go on; one that isn't paused, or doesn't run, is left as it is. */
  unpauseContainer(container: string): Promise<void>;
  removeContainer(container: string): Promise<void>;
  /** Of one container by its id, as it is now; undefined for one that doesn't run, or is gone. */
  counters(id: string, signal?: AbortSignal): Promise<ContainerCounters | undefined>;
  logs(container: string, query: LogQuery, signal: AbortSignal): AsyncIterable<LogLine>;
  /**
   * Argument array, no shell. Output is cut at 1 MB each. What it began goes on after a time-out or an abort. Throws
   * `container.not_running` in one that is stopped or paused.
   */
  exec(
    container: string,
    argv: readonly string[],
    timeoutSeconds: number,
    signal?: AbortSignal,
  ): Promise<{ exitCode: number; stdout: string; stderr: string }>;
  /** Never ends before `signal` aborts: reconnects by itself with back-off, yielding `reconnected` each time (look anew then). */
  events(labId: string, signal: AbortSignal): AsyncIterable<EngineEvent>;
}
