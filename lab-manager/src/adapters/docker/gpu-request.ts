import { isDeepStrictEqual } from 'node:util';
import type Docker from 'dockerode';
import type { GpuRequest } from '../../core/model/gpu.ts';

/** A name through CDI could be any device that somebody configured. */
export const gpuName = /^nvidia\.com\/gpu=[A-Za-z0-9._:-]+$/;

/** The engine takes a number or names, never both. */
export const deviceRequest = ({ driver, count, ids }: GpuRequest): Docker.DeviceRequest => ({
  Driver: driver,
  ...(count === undefined ? { DeviceIDs: [...ids] } : { Count: count }),
  ...(driver === 'nvidia' ? { Capabilities: [['gpu']] } : {}),
});

/** Whether these are requests as `deviceRequest` makes them, for GPUs and nothing else. */
export function isGpuRequests(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isGpuRequest);
}

function isGpuRequest({
  Driver: driver,
  Count: count,
  DeviceIDs: ids,
  ...rest
}: Docker.DeviceRequest): boolean {
  if (driver === 'cdi')
    return count === undefined && isDeepStrictEqual(rest, {}) && (ids ?? []).every((id) => gpuName.test(id));
  const counted = (count === undefined) !== (ids === undefined);
  return driver === 'nvidia' && counted && isDeepStrictEqual(rest, { Capabilities: [['gpu']] });
}
