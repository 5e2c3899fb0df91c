import type { LabFile } from '../core/model/lab-file.ts';
import type { LabStatus } from '../core/model/lab-status.ts';
import type { Plan } from '../core/model/operation.ts';
import type { EngineFacts, LabFileVersion, LogLine, LogQuery, VersionsPage } from '../core/ports.ts';
import type { Requester } from '../core/model/job.ts';

/** One thing `labctl doctor` looked at. */
export interface DoctorCheck {
  id: string;
  status: 'ok' | 'warning' | 'critical' | 'unknown';
  subject: string;
  message: string;
  hint: string | undefined;
}

export interface LabFileChange {
  path: string;
  before: unknown;
  after: unknown;
  sentence: string;
}

/** The lab as the outside sees it: what the API asks and tells. Jobs are asked for at the runner. */
export interface Lab {
  /** As derived from the last look; never waits for the engine. */
  status(): LabStatus;
  /** Calls back after each look that changed the status; answers how to stop. */
  onStatus(listener: (status: LabStatus) => void): () => void;
  /** Looks now and plans; throws docker.unreachable and the like, and what `assertApplicable` throws. */
  plan(): Promise<Plan>;
  /** Throws labfile.invalid with every error while the lab.yaml on disk can't be applied. */
  assertApplicable(): Promise<void>;
  /** Undefined while the engine can't be asked. */
  engineFacts(): EngineFacts | undefined;
  doctor(): Promise<readonly DoctorCheck[]>;
  /** The newest accepted lab file: what an apply would make of the lab. */
  labFile(): { version: LabFileVersion; parsed: LabFile };
  /** The one that was last applied: what is served, under which names. */
  heldTo(): { version: LabFileVersion; parsed: LabFile };
  labFileVersion(version: number): { version: LabFileVersion; parsed: LabFile } | undefined;
  labFileVersions(page: VersionsPage): readonly Omit<LabFileVersion, 'text'>[];
  diffLabFiles(from: number, to: number): { changes: readonly LabFileChange[]; unified: string };
  /** Throws labfile.invalid with every error; changes nothing. */
  checkLabFile(text: string): Promise<{ changes: readonly LabFileChange[]; plan: Plan }>;
  /** Throws labfile.invalid, or labfile.conflict when another version was accepted since `basedOn`. A lab.yaml with errors that it replaces is kept beside it. */
  acceptLabFile(
    text: string,
    by: { author: string; via: Requester['via'] },
    basedOn: number | undefined,
  ): Promise<{ version: LabFileVersion; parsed: LabFile; keptBeside: string | undefined }>;
  /** Throws service.unknown with the nearest name. */
  logs(service: string, query: LogQuery, signal: AbortSignal): AsyncIterable<LogLine>;
}
