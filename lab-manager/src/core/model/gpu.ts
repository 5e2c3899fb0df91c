/** What an environment asks for. */
export type GpuWish = { count: number | 'all' } | { ids: readonly string[] };

/** What the engine can give: by the NVIDIA runtime (which doesn't tell how many), or by name through CDI. */
export interface EngineGpus {
  nvidiaRuntime: boolean;
  /** Names of GPUs among the CDI devices, e.g. `nvidia.com/gpu=0`; without the collective name `all`. */
  cdi: readonly string[];
}

/** As a container asks the engine. */
export interface GpuRequest {
  driver: 'nvidia' | 'cdi';
  /** -1 is all; undefined where they are named. */
  count: number | undefined;
  ids: readonly string[];
}
