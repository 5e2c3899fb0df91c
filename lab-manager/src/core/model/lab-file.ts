import type { BackupFile } from './backup.ts';
import type { GpuWish } from './gpu.ts';
import type { ReferenceSet } from './reference.ts';

/** What the lab should be: the parsed, defaulted and validated form of `lab.yaml`. */
export interface LabFile {
  name: string;
  domain: string;
  /** IANA name; schedules and the times in sentences are read in it. */
  timeZone: string;
  tls: { mode: TlsMode };
  environments: Record<EnvironmentName, EnvironmentFile>;
  codelab: CodelabFile;
  biota: BiotaFile;
  images: ImagesFile;
  backup: BackupFile;
}

export type TlsMode = 'internal';
export const environmentNames = ['prod', 'dev'] as const;
export type EnvironmentName = (typeof environmentNames)[number];

export interface EnvironmentFile {
  enabled: boolean;
  /** Whether its tasks may reach what is outside the lab: the internet, this machine, and what is around it. */
  internet: boolean;
  /** Limits per kind of service. */
  resources: { glab: ResourcesFile; database: ResourcesFile };
  /** GPUs for tasks; undefined: none. */
  gpu: GpuWish | undefined;
  /** Passed to glab and its tasks as environment variables; never secrets. */
  variables: Record<string, string>;
  brickServices: BrickServicesFile;
  schedule: ScheduleFile;
  idle: IdleFile;
}

/** How many services bricks may have here together, and the most that each may ask for. */
export interface BrickServicesFile {
  count: number;
  memory: number;
  cpus: number;
  pids: number;
}

/** Cron times, in the lab's time zone. */
export interface ScheduleFile {
  start: string | undefined;
  stop: string | undefined;
}

export interface IdleFile {
  /** Milliseconds without anybody; undefined: it never stops by itself. */
  stopAfter: number | undefined;
}

/** The editor of the development environment. */
export interface CodelabFile {
  enabled: boolean;
  /** As an environment's. */
  internet: boolean;
  resources: ResourcesFile;
}

/** The reference database, for bricks that look things up in it. */
export interface BiotaFile {
  /** `auto`: where a brick asks for it; `on`: in every environment; `off`: nowhere. */
  mode: BiotaMode;
  memory: number;
  /** Which data it holds; undefined is the small set that comes with the product. */
  set: ReferenceSet | undefined;
}

export const biotaModes = ['auto', 'on', 'off'] as const;
export type BiotaMode = (typeof biotaModes)[number];

export interface ResourcesFile {
  /** Bytes. */
  memory: number;
  /** Cores, e.g. 1.5; undefined is no limit. */
  cpus: number | undefined;
  /** Processes and threads. */
  pids: number;
}

/** Where images come from when not from this product's own version. */
export interface ImagesFile {
  /** e.g. `mirror.example.org/lab`; undefined: only what is on this machine. */
  registry: string | undefined;
  /** Full references that replace the product's own, per image name. */
  override: Partial<Record<ImageName, string>>;
}

export type ImageName = 'glab' | 'database' | 'front' | 'codelab' | 'biota-db';

/** Whether there are services of it: of prod also while it is disabled, stopped; of dev none then. */
export const hasServices = (
  { environments }: Pick<LabFile, 'environments'>,
  name: EnvironmentName,
): boolean => name === 'prod' || environments[name].enabled;

/** It belongs to dev, and runs where dev does. */
export function codelabRuns({ environments, codelab }: LabFile): boolean {
  return environments.dev.enabled && codelab.enabled;
}
