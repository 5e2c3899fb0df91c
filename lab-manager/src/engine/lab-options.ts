import type { HostFacts } from '../core/model/host-facts.ts';
import type { LabError } from '../core/model/lab-error.ts';
import type {
  Clock,
  ContainerEngine,
  EdgeProbe,
  FailPoints,
  LabFiles,
  Machine,
  Store,
} from '../core/ports.ts';
import type { BackupHands } from './backup/backup-hands.ts';
import type { LoopTiming } from './loop.ts';

/** All that a lab needs to run. */
export interface LabOptions {
  engine: ContainerEngine;
  files: LabFiles;
  edge: EdgeProbe;
  machine: Machine;
  store: Store;
  clock: Clock;
  installation: Omit<HostFacts, 'mtu' | 'now'>;
  /** Undefined: this manager makes no backups, and refuses what is asked of them. */
  backups?: BackupHands | undefined;
  failPoints: FailPoints;
  /** For the log. */
  onEvent(event: LabEvent): void;
  timing?: Partial<LoopTiming>;
  /** How often schedules and idleness are looked at; 10 s unless told. */
  onDemandEveryMs?: number | undefined;
  /** How often a job that waits for work asks whether it has ended; 2 s unless told. */
  waitEveryMs?: number | undefined;
  /** Most milliseconds that a look may take; 90 s unless told. */
  mostLookMs?: number | undefined;
}

export type LabEvent =
  | { type: 'looked'; milliseconds: number; operations: number }
  | { type: 'blind'; milliseconds: number; error: LabError }
  | { type: 'unexpected'; error: unknown }
  | { type: 'labFileBroken'; problems: number };
