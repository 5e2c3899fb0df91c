import type { GpuRequest } from './gpu.ts';

/**
 * A container as the lab describes it: the only vocabulary from which the docker adapter builds a create request.
 * What has no field here (privileged, devices, host networks, capabilities beyond `addCapabilities`) can't be asked for.
 */
export interface ContainerSpec {
  /** Full name, with the lab's prefix. */
  name: string;
  image: string;
  /** `uid:gid`, never root. */
  user: string;
  command: readonly string[] | undefined;
  environment: Readonly<Record<string, string>>;
  /** Without the config hash, which is computed over the whole spec. */
  labels: Readonly<Record<string, string>>;
  mounts: readonly BindMount[];
  tmpfs: readonly { path: string; sizeBytes: number; uid: number; gid: number; exec: boolean }[];
  networks: readonly { name: string; aliases: readonly string[] }[];
  memoryBytes: number;
  cpus: number | undefined;
  pids: number;
  /** -1000 to 1000; higher dies first when memory runs out. */
  oomScoreAdjust: number;
  stopGraceSeconds: number;
  gpus?: GpuRequest;
  /** It has an end, and is not started again after it. */
  once?: true;
}

export interface BindMount {
  /** On the host; must lie under the data root. */
  source: string;
  target: string;
  readOnly: boolean;
}
