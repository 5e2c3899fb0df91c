import type { FigureSeries } from '../core/figures/history.ts';
import type { ContainerSpec } from '../core/model/container-spec.ts';
import type { HostedApp } from '../core/model/desired-state.ts';
import type { LabFile } from '../core/model/lab-file.ts';
import type { LabStatus } from '../core/model/lab-status.ts';
import type { Plan } from '../core/model/operation.ts';
import type { EngineFacts, LabFileVersion, LogLine, VersionsPage } from '../core/ports.ts';
import type { ReferenceView } from '../core/reference/reference-view.ts';
import type { Requester } from '../core/model/job.ts';
import type { FiguresNow } from './figures/now.ts';
import type { LoadedBrick } from './loaded-brick.ts';
import type { LogSearch } from './search-log.ts';

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

export interface CheckedLabFile {
  changes: readonly LabFileChange[];
  plan: Plan;
  /** What is allowed and probably not meant. */
  warnings: readonly { message: string; hint: string }[];
}

/** The lab as the outside sees it: what the API asks and tells. Jobs are asked for at the runner. */
export interface Lab {
  /** As derived from the last look; never waits for the engine. */
  status(): LabStatus;
  /** The apps of bricks that have a host, those that can't be opened included; as of the last look. */
  apps(): readonly HostedApp[];
  /** Calls back after each look that changed the status; answers how to stop. */
  onStatus(listener: (status: LabStatus) => void): () => void;
  /** Looks now and plans; throws docker.unreachable and the like, and what `assertApplicable` throws. */
  plan(): Promise<Plan>;
  /** Throws labfile.invalid with every error while the lab.yaml on disk can't be applied. */
  assertApplicable(): Promise<void>;
  /** The same of work that applying the newest lab file would end. */
  assertApplyEndsNoWork(): Promise<void>;
  /** Throws work.running while work runs that stopping this target would end, and work.unknown while nobody can tell. */
  assertNoWork(target: string): Promise<void>;
  /** The same of work that a reset of dev would end. */
  assertResetEndsNoWork(withCodelab: boolean): Promise<void>;
  /** Undefined while the engine can't be asked. */
  engineFacts(): EngineFacts | undefined;
  /** As of the last look. */
  reference(): ReferenceView;
  doctor(): Promise<readonly DoctorCheck[]>;
  /** The newest accepted lab file: what an apply would make of the lab. */
  labFile(): { version: LabFileVersion; parsed: LabFile };
  /** The one that was last applied: what is served, under which names. */
  heldTo(): { version: LabFileVersion; parsed: LabFile };
  labFileVersion(version: number): { version: LabFileVersion; parsed: LabFile } | undefined;
  labFileVersions(page: VersionsPage): readonly Omit<LabFileVersion, 'text'>[];
  diffLabFiles(from: number, to: number): { changes: readonly LabFileChange[]; unified: string };
  /** Throws labfile.invalid with every error; changes nothing. */
  checkLabFile(text: string): Promise<CheckedLabFile>;
  /** Throws labfile.invalid, or labfile.conflict when another version was accepted since `basedOn`. A lab.yaml with errors that it replaces is kept beside it. */
  acceptLabFile(
    text: string,
    by: { author: string; via: Requester['via'] },
    basedOn: number | undefined,
  ): Promise<{ version: LabFileVersion; parsed: LabFile; keptBeside: string | undefined }>;
  /** Has dev-glab look at its bricks anew; answers what it found. Throws brick.reload_failed. */
  reloadDev(): Promise<readonly LoadedBrick[]>;
  /** Runs the tests of a brick of the workspace, in the codelab; they end with `signal`. Throws brick.tests_busy. */
  testBrick(brick: string, signal: AbortSignal): Promise<{ exitCode: number; output: string }>;
  /** What is used, as read last; never waits for the engine. */
  figures(): FiguresNow;
  /** Read now, or a moment ago; what was read before, of an engine that doesn't answer in time. */
  figuresNow(): Promise<FiguresNow>;
  /** Calls back after each reading, which come often as long as anybody listens; answers how to stop. */
  onFigures(listener: (figures: FiguresNow) => void): () => void;
  /** What a service of the lab file may use; undefined for one that isn’t one of them, or that runs in another form. */
  limitsOf(service: string): Pick<ContainerSpec, 'memoryBytes' | 'cpus' | 'pids'> | undefined;
  /** Of a service, an environment or `machine`, since then (epoch milliseconds); throws service.unknown. */
  figureHistory(subject: string, since: number): FigureSeries;
  /** Throws service.unknown with the nearest name. */
  logs(service: string, search: LogSearch, signal: AbortSignal): AsyncIterable<LogLine>;
}
