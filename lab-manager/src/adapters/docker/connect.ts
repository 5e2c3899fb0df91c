import Docker from 'dockerode';
import type { Limits } from './limits.ts';
import { defaultLimits } from './limits.ts';
import { OwnChecks } from './own-checks.ts';

export interface DockerEngineOptions {
  /** Only things that bear this lab's label are changed. */
  labId: string;
  /** Bind mounts must lie under it. */
  dataRoot: string;
  /** Path of the engine's socket. */
  socketPath: string;
  limits?: Partial<Limits>;
}

/** Everything the adapter's functions share. */
export interface Connection {
  docker: Docker;
  labId: string;
  dataRoot: string;
  limits: Limits;
  ownChecks: OwnChecks;
}

/**
 * Connections are kept between calls (node's own agent): opening one for each costs a look three times the time and the
 * manager some 40 MB. One that the engine closed is noticed when it happens, so a restart leaves no dead ones.
 */
export function connect(options: DockerEngineOptions): Connection {
  return {
    // The host is named though unused: dockerode takes what is missing from the environment.
    docker: new Docker({ host: '', socketPath: options.socketPath }),
    labId: options.labId,
    dataRoot: options.dataRoot,
    limits: { ...defaultLimits, ...options.limits },
    ownChecks: new OwnChecks(),
  };
}
