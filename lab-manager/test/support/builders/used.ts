import type { FiguresNow } from '../../../src/engine/figures/now.ts';
import { counted } from './counted.ts';

const GiB = 1024 ** 3;

/** A machine of two cores, and a glab at work. */
export const used = (changes: Partial<FiguresNow> = {}): FiguresNow => ({
  at: Date.UTC(2026, 10, 21, 9, 30),
  figures: new Map([
    ['prod-glab', { cpu: 0.5, memory: GiB, pids: 20, received: 100, sent: 2048, read: 0, written: 5 }],
    ['prod', { cpu: 0.5, memory: GiB, pids: 20, received: 100, sent: 2048, read: 0, written: 5 }],
    ['machine', { cpu: 1.25, memory: 3 * GiB, load: 0.4 }],
  ]),
  counters: new Map([['prod-glab', counted({ memoryLimitBytes: 2 * GiB, pidsLimit: 512 })]]),
  machine: {
    cores: 2,
    busySeconds: 1,
    memoryBytes: 3 * GiB,
    memoryTotalBytes: 8 * GiB,
    load: [0.4, 0.3, 0.2],
  },
  disks: [
    { path: '/var/lib/labstead', usedBytes: 2 * GiB, freeBytes: GiB, totalBytes: 4 * GiB, freeInodes: 1 },
  ],
  folders: new Map([['prod', { data: 3 * GiB, database: 100 * 1024 ** 2, at: 1 }]]),
  ...changes,
});
