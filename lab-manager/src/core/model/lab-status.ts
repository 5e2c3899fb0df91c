import type { Problem } from './problem.ts';

/** Derived from desired × observed at each look; never stored. */
export interface LabStatus {
  /** `running`: all that should run is healthy; `stopped`: nothing should run; `unknown`: the engine can't be asked. */
  state: 'running' | 'starting' | 'degraded' | 'stopped' | 'unknown';
  /** One sentence. */
  summary: string;
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
  environment: 'prod' | undefined;
  state: ServiceState;
  /** What a person asked for. */
  wanted: 'running' | 'stopped';
  /** One sentence when there is more to say than the state. */
  message: string | undefined;
  image: string | undefined;
  startedAt: number | undefined;
  restartCount: number;
}
