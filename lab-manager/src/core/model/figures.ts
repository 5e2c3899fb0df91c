/** What is drawn over a day. Bytes are bytes; `cpu` is cores; the four of traffic are bytes a second. */
export const metrics = [
  'cpu',
  'memory',
  'pids',
  'received',
  'sent',
  'read',
  'written',
  /** Of the machine: processes that want to run, averaged over a minute. */
  'load',
  /** Used on the file system of the data root, and on the engine's. */
  'dataDisk',
  'engineDisk',
  /** Of an environment: what its folders hold. */
  'data',
  'database',
] as const;
export type Metric = (typeof metrics)[number];

/** What nobody could tell is not in it: a gap and never a zero. */
export type Figures = Readonly<Partial<Record<Metric, number>>>;

/** Beside the services and the environments, which have their own names. */
export const machineSubject = 'machine';

/** The figures of one minute of a service, an environment or the machine. */
export interface FigurePoint {
  subject: string;
  /** Whole minutes since 1970. */
  minute: number;
  figures: Figures;
}

/** What a container used since it was started, and what it holds now, as its engine counts it. */
export interface ContainerCounters {
  cpuSeconds: number;
  /** Without what the kernel keeps of files and can give back. */
  memoryBytes: number;
  /** The machine's memory where the container has no limit of its own. */
  memoryLimitBytes: number;
  pids: number;
  pidsLimit: number | undefined;
  receivedBytes: number;
  sentBytes: number;
  readBytes: number;
  writtenBytes: number;
}

export interface MachineReading {
  cores: number;
  /** Of all cores together, since the machine started. */
  busySeconds: number;
  memoryBytes: number;
  memoryTotalBytes: number;
  /** Over 1, 5 and 15 minutes. */
  load: readonly [number, number, number];
}

/** A service whose memory has been close to its limit for long. */
export interface MemoryPressure {
  memoryBytes: number;
  limitBytes: number;
  /** Epoch milliseconds. */
  since: number;
}
