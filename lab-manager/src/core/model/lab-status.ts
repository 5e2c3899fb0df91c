import type { EnvironmentName } from './lab-file.ts';
import type { EnvironmentStatus, Stopped } from './environment-status.ts';
import type { Problem } from './problem.ts';

/** Derived from desired × observed at each look; never stored. */
export interface LabStatus {
  /** `running`: all that should run is healthy; `stopped`: nothing should run; `unknown`: the engine can't be asked. */
  state: 'running' | 'starting' | 'degraded' | 'stopped' | 'unknown';
  /** One sentence. */
  summary: string;
  environments: readonly EnvironmentStatus[];
  services: readonly ServiceStatus[];
  problems: readonly Problem[];
  /** Epoch milliseconds of the look this was derived from; undefined before the first. */
  observedAt: number | undefined;
}

export type ServiceState =
  'running' | 'starting' | 'unhealthy' | 'stopping' | 'stopped' | 'failed' | 'missing' | 'unknown';

export interface ServiceStatus {
  /** A service of the desired state, or `edge`. */
  name: string;
  environment: EnvironmentName | undefined;
  state: ServiceState;
  /** What was asked for, by a person, the schedule or the lab file. */
  wanted: 'running' | 'stopped' | 'uninstalled';
  /** One sentence when there is more to say than the state. */
  message: string | undefined;
  /** Who stopped it itself; absent unless somebody or something did. */
  stopped?: Stopped;
  image: string | undefined;
  startedAt: number | undefined;
  restartCount: number;
  /** Of an app of a brick: what people call it, and where it is opened. */
  app?: { brick: string; title: string; url: string };
}
