import type { ContainerCounters } from '../../core/model/figures.ts';
import type { Connection } from './connect.ts';
import { unlessMissing } from './find.ts';
import { get } from './get.ts';
import { withinLimit } from './within-limit.ts';

interface Traffic {
  rx_bytes?: number;
  tx_bytes?: number;
}

/** What the engine answers, as far as it is asked for; of a container that doesn't run, most of it is missing. */
export interface EngineStats {
  read?: string;
  cpu_stats?: { cpu_usage?: { total_usage?: number } };
  memory_stats?: { usage?: number; limit?: number; stats?: Record<string, number> };
  pids_stats?: { current?: number; limit?: number };
  networks?: Record<string, Traffic>;
  blkio_stats?: { io_service_bytes_recursive?: readonly { op: string; value: number }[] | null };
}

/** One reading: `one-shot` spares the engine the second one, by which it would tell a rate. */
export async function counters(
  { docker, limits }: Connection,
  id: string,
  signal?: AbortSignal,
): Promise<ContainerCounters | undefined> {
  const path = `/containers/${encodeURIComponent(id)}/stats?stream=false&one-shot=true`;
  const stats = await withinLimit(
    `read the figures of container ${id.slice(0, 12)}`,
    limits.look,
    (abortSignal) => unlessMissing(get<EngineStats | string>(docker, path, abortSignal)),
    signal,
  );
  // Of one that is removed meanwhile, the engine answers with nothing at all.
  return typeof stats === 'object' ? countersOf(stats) : undefined;
}

/** Pure. Undefined for a container that doesn't run: the engine then says zeros, and the year 1. */
export function countersOf(stats: EngineStats): ContainerCounters | undefined {
  const { memory_stats: memory, pids_stats: pids } = stats;
  if (memory?.usage === undefined || pids?.current === undefined) return undefined;
  const traffic = Object.values(stats.networks ?? {});
  const moved = stats.blkio_stats?.io_service_bytes_recursive ?? [];
  const sum = (values: readonly (number | undefined)[]) =>
    values.reduce<number>((total, value) => total + (value ?? 0), 0);
  // The first version of control groups writes Read, the second read.
  const ofKind = (kind: string) =>
    moved.filter(({ op }) => op.toLowerCase() === kind).map(({ value }) => value);
  return {
    cpuSeconds: (stats.cpu_stats?.cpu_usage?.total_usage ?? 0) / 1e9,
    memoryBytes: withoutCache(memory.usage, memory.stats ?? {}),
    memoryLimitBytes: memory.limit ?? 0,
    pids: pids.current,
    pidsLimit: limitOf(pids.limit),
    receivedBytes: sum(traffic.map(({ rx_bytes }) => rx_bytes)),
    sentBytes: sum(traffic.map(({ tx_bytes }) => tx_bytes)),
    readBytes: sum(ofKind('read')),
    writtenBytes: sum(ofKind('write')),
  };
}

/** As `docker stats` counts: files that were read long ago are given back before anything is killed. */
function withoutCache(usage: number, stats: Record<string, number>): number {
  const cache = stats['total_inactive_file'] ?? stats['inactive_file'] ?? 0;
  return cache < usage ? usage - cache : usage;
}

/** None is told as 0, or as the greatest number there is. */
function limitOf(limit: number | undefined): number | undefined {
  return limit === undefined || limit === 0 || limit > Number.MAX_SAFE_INTEGER ? undefined : limit;
}
