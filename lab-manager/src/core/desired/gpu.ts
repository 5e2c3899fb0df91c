import type { EngineGpus, GpuRequest, GpuWish } from '../model/gpu.ts';

export interface GpuGrant {
  request: GpuRequest | undefined;
  /** Half a sentence on what is missing; undefined: all that was asked for is given. */
  missing: string | undefined;
}

/**
 * What of a wish this machine can give. A lab without the GPU it asks for runs on the CPU, and says so: people would
 * rather wait longer than not at all.
 */
export function grantGpus(wish: GpuWish | undefined, engine: EngineGpus | undefined): GpuGrant {
  if (wish === undefined) return { request: undefined, missing: undefined };
  if (engine === undefined || (!engine.nvidiaRuntime && engine.cdi.length === 0))
    return { request: undefined, missing: 'the engine offers none' };
  return engine.cdi.length > 0
    ? throughCdi(wish, engine.cdi)
    : { request: byRuntime(wish), missing: undefined };
}

/** The runtime tells at the start of the container whether it has them. */
function byRuntime(wish: GpuWish): GpuRequest {
  if ('ids' in wish) return { driver: 'nvidia', count: undefined, ids: wish.ids };
  return { driver: 'nvidia', count: wish.count === 'all' ? -1 : wish.count, ids: [] };
}

function throughCdi(wish: GpuWish, devices: readonly string[]): GpuGrant {
  const wanted = 'ids' in wish ? wish.ids.length : wish.count === 'all' ? devices.length : wish.count;
  const found = 'ids' in wish ? namedOf(wish.ids, devices) : devices.slice(0, wanted);
  const request = found.length === 0 ? undefined : ({ driver: 'cdi', count: undefined, ids: found } as const);
  const missing = found.length < wanted ? `the engine offers ${devices.join(', ')}` : undefined;
  return { request, missing };
}

/** By the whole name, or by what stands behind its `=`. */
function namedOf(ids: readonly string[], devices: readonly string[]): string[] {
  return ids.flatMap((id) => devices.find((device) => device === id || device.endsWith(`=${id}`)) ?? []);
}

/** `1 GPU`, `2 GPUs`, `all GPUs`, `GPU 0 and 1`. */
export function wishInWords(wish: GpuWish): string {
  if ('ids' in wish) return `GPU ${wish.ids.join(', ')}`;
  if (wish.count === 'all') return 'all GPUs';
  return wish.count === 1 ? '1 GPU' : `${wish.count} GPUs`;
}
