import type { ContainerCounters, Figures, MachineReading, MemoryPressure } from '../../core/model/figures.ts';
import type { DiskSpace } from '../../core/health/check.ts';

/** What is known now; each part is undefined, or left out, while nobody can tell. */
export interface FiguresNow {
  /** Epoch milliseconds; undefined before the first reading. */
  at: number | undefined;
  /** By service, environment, or `machine`. */
  figures: ReadonlyMap<string, Figures>;
  /** Of the services that run. */
  counters: ReadonlyMap<string, ContainerCounters>;
  machine: MachineReading | undefined;
  disks: readonly DiskSpace[];
  folders: ReadonlyMap<string, FolderSizes>;
}

export interface FolderSizes {
  data: number | undefined;
  database: number | undefined;
  /** Epoch milliseconds. */
  at: number;
}

export const nothingKnown: FiguresNow = {
  at: undefined,
  figures: new Map(),
  counters: new Map(),
  machine: undefined,
  disks: [],
  folders: new Map(),
};

/** A service's container that runs, as last seen. */
export interface RunningContainer {
  service: string;
  environment: string | undefined;
  id: string;
  /** Epoch milliseconds: tells one start of a container from the next. */
  startedAt: number | undefined;
}

export type Pressure = ReadonlyMap<string, MemoryPressure>;
