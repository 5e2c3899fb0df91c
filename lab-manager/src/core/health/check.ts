import type { DesiredState } from '../model/desired-state.ts';
import type { MachineReading, MemoryPressure } from '../model/figures.ts';
import type { LabError, ErrorDetail } from '../model/lab-error.ts';
import type { EnvironmentName, ScheduleFile } from '../model/lab-file.ts';
import type { ObservedState } from '../model/observed-state.ts';
import type { Problem } from '../model/problem.ts';
import type { Stop } from '../model/wish.ts';
import type { KnownBackups } from './known-backups.ts';

/** All that checks look at: the newest look, and what can't be seen in it. */
export interface HealthInput {
  /** Undefined before the first look. */
  look: { desired: DesiredState; observed: ObservedState } | undefined;
  /** Why the newest look failed. */
  blind: LabError | undefined;
  /** The file systems that matter; empty when they were not measured. */
  disks: readonly DiskSpace[];
  /** Those of the codelab's folders that are none of `disks`. */
  codelabDisks: readonly DiskSpace[];
  heldBack: ReadonlyMap<string, string>;
  /** Why services are stopped, by service. */
  stops: ReadonlyMap<string, KnownStop>;
  /** As the lab file has them, and what is remembered of them. */
  environments: readonly KnownEnvironment[];
  timeZone: string;
  labFile: {
    /** What is wrong with lab.yaml as it lies on disk. */
    broken: readonly ErrorDetail[];
    /** The newest accepted version, while the lab is held to another. */
    notYetApplied: number | undefined;
  };
  /** Containers in which something was killed for want of memory a short while ago, with the time. */
  oomKills?: ReadonlyMap<string, number>;
  /** Services close to their memory limit for long. */
  pressure: ReadonlyMap<string, MemoryPressure>;
  /** Undefined before it was first read. */
  machine: Pick<MachineReading, 'cores' | 'memoryTotalBytes'> | undefined;
  /** Undefined before somebody looked, and where there is no lab file. */
  backup?: KnownBackups | undefined;
  now: number;
}

export interface KnownEnvironment {
  name: EnvironmentName;
  enabled: boolean;
  schedule: ScheduleFile;
  /** What is due and waits, in words. */
  waiting: string | undefined;
  /** Scenarios in its queue when it was last asked. */
  queued: number;
}

/** A stop with the name of who asked for it. */
export interface KnownStop extends Stop {
  name: string;
}

export interface DiskSpace {
  path: string;
  usedBytes: number;
  /** What the lab may still take: without what the file system, or a quota, keeps back. */
  freeBytes: number;
  totalBytes: number;
  freeInodes: number;
}

export type Look = NonNullable<HealthInput['look']>;

export interface HealthCheck {
  /** As in the problems it finds. */
  id: string;
  /** What is the case when it finds nothing, one sentence. */
  fine: string;
  /** Undefined: it can't be told now. */
  find(input: HealthInput): readonly Problem[] | undefined;
}

/** A check of the newest look; nothing can be told while there is none. */
export function checkOfLook(
  id: string,
  fine: string,
  find: (look: Look, input: HealthInput) => readonly Omit<Problem, 'id'>[],
): HealthCheck {
  return {
    id,
    fine,
    find: (input) =>
      input.look === undefined || input.blind !== undefined
        ? undefined
        : find(input.look, input).map((problem) => ({ id, ...problem })),
  };
}
