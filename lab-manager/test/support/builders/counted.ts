import type { ContainerCounters } from '../../../src/core/model/figures.ts';

/** Counters of a container that did nothing but what is said. */
export const counted = (changes: Partial<ContainerCounters> = {}): ContainerCounters => ({
  cpuSeconds: 0,
  memoryBytes: 0,
  memoryLimitBytes: 1000,
  pids: 1,
  pidsLimit: 64,
  receivedBytes: 0,
  sentBytes: 0,
  readBytes: 0,
  writtenBytes: 0,
  ...changes,
});
