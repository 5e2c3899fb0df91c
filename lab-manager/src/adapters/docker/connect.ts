import Docker from 'dockerode';
import { LabError } from '../../core/model/lab-error.ts';
import type { Limits } from './limits.ts';
import { defaultLimits } from './limits.ts';

export interface DockerEngineOptions {
  /** Only things that bear this lab's label are changed. */
  labId: string;
  /** Bind mounts must lie under it. */
  dataRoot: string;
  /** As in DOCKER_HOST: `unix://…`, an absolute path, or `tcp://host:port`; undefined is the usual socket. */
  host?: string | undefined;
  limits?: Partial<Limits>;
}

/** Everything the adapter's functions share. */
export interface Connection {
  docker: Docker;
  labId: string;
  dataRoot: string;
  limits: Limits;
}

type Address = { socketPath: string } | { host: string; port: number; protocol: 'http' };

/**
 * Connections are kept between calls (node's own agent): opening one for each costs a look three times the time and the
 * manager some 40 MB. One that the engine closed is noticed when it happens, so a restart leaves no dead ones.
 */
export function connect(options: DockerEngineOptions): Connection {
  return {
    docker: new Docker({
      // Named even where unused: dockerode takes what is missing from the environment.
      host: '',
      ...parseDockerHost(options.host),
    }),
    labId: options.labId,
    dataRoot: options.dataRoot,
    limits: { ...defaultLimits, ...options.limits },
  };
}

export function parseDockerHost(text: string | undefined): Address {
  if (text === undefined || text === '') return { socketPath: '/var/run/docker.sock' };
  if (text.startsWith('/')) return { socketPath: text };
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'unix:' && url.pathname.length > 1) return { socketPath: url.pathname };
  if ((url?.protocol === 'tcp:' || url?.protocol === 'http:') && url.hostname !== '') {
    return { host: url.hostname, port: Number(url.port || '2375'), protocol: 'http' };
  }
  throw new LabError('docker.unreachable', `DOCKER_HOST "${text}" is not understood`, {
    hint: 'Use unix:///path/to/docker.sock or tcp://host:port.',
  });
}
