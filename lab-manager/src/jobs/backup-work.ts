import type { Job } from '../core/model/job.ts';
import type { StepReport } from './job-definition.ts';

/** How something is kept from writing while its files are read. */
export type QuietWay = 'freeze' | 'pause' | 'stop';

/** What has to be quiet while its files are read. */
export interface QuietService {
  /** A service that is paused or stopped; of a brick that is frozen, `prod/sample_notes`. */
  name: string;
  way: QuietWay;
}

/** What there is to back up, as far as a job plans by it. */
export interface BackupScope {
  /** In the order in which they are made quiet. */
  quiet: readonly QuietService[];
  /** Services of the databases that are written out, running or not. */
  databases: readonly string[];
  /** The repository that is written to. */
  primary: string;
  /** Those filled from others, each after the one it is filled from. */
  copies: readonly { name: string; from: string }[];
  /** Environments, and the codelab, whose work is waited for. */
  workplaces: readonly string[];
  /** Repositories whose unneeded data is to be taken out this time. */
  prune: readonly string[];
}

/** A snapshot that a job made. */
export interface MadeSnapshot {
  id: string;
  /** What it lacks, a sentence each, as far as it is known; undefined: nothing. */
  lacks: string | undefined;
}

/**
 * What the job `backup` needs from the room engine. Each but the first three is the effect of a step: it may be repeated
 * after a crash.
 */
export interface BackupWork {
  /** Throws `backup.unset` where the lab file names no repository, `backup.unknown_repository` for one that it doesn't name. */
  assertRepository(name: string | undefined): void;
  scope(job: Job): Promise<BackupScope>;
  /** What this job wrote into the first repository, as that tells. */
  madeBy(job: Job): Promise<MadeSnapshot | undefined>;

  /** Until no work runs, or for as long as the lab file says: then it goes on all the same. Never throws for work. */
  waitForWork(
    job: Job,
    workplaces: readonly string[],
    report: StepReport,
    signal: AbortSignal,
  ): Promise<void>;
  /**
   * Empties the staging folder, opens the repository, and looks whether there is room for the dumps. Throws `disk.low`,
   * and what an access to the repository throws.
   */
  begin(job: Job, scope: BackupScope, report: StepReport, signal: AbortSignal): Promise<void>;
  /** Makes a service quiet; throws where that fails, which the snapshot then says. */
  quiet(job: Job, service: QuietService, report: StepReport, signal: AbortSignal): Promise<void>;
  /** As it was before; of what isn't quiet nothing is said. */
  wake(service: QuietService, report: StepReport): Promise<void>;
  /** Writes a database out, one that is stopped by a container of its own beside it. Throws `backup.dump_failed` and the like. */
  dump(job: Job, service: string, report: StepReport, signal: AbortSignal): Promise<void>;
  /** The manager's own state, and the manifest, which says what is missing. */
  stage(job: Job, report: StepReport, signal: AbortSignal): Promise<void>;
  /** Ends with what is in it as the step's last words. What this job wrote before it was cut off goes. */
  snapshot(job: Job, report: StepReport, signal: AbortSignal): Promise<void>;
  copy(
    job: Job,
    copy: { name: string; from: string },
    report: StepReport,
    signal: AbortSignal,
  ): Promise<void>;
  /** Takes out the snapshots that retention doesn't keep; none where the listing isn't whole or the clock can't be right. */
  retain(job: Job, repository: string, report: StepReport, signal: AbortSignal): Promise<void>;
  /** Of the structure, and of tonight's part of the data; what it finds is kept in the store. Throws `backup.damaged`. */
  check(job: Job, repository: string, report: StepReport, signal: AbortSignal): Promise<void>;
  prune(job: Job, repository: string, report: StepReport, signal: AbortSignal): Promise<void>;
  /** Nothing of the job is left outside its repository. */
  end(job: Job): Promise<void>;
}

/** What the job `verify` needs. */
export interface VerifyWork {
  /** Throws as `BackupWork.assertRepository`. */
  assertRepository(name: string | undefined): void;
  /** The one that is named, or all. */
  repositories(job: Job): readonly string[];
  /** Of how many parts all data of a repository consists. */
  readonly parts: number;
  /** Looks at the structure; an index that is wrong is written anew from what is there. What it finds is kept. */
  checkStructure(repository: string, report: StepReport, signal: AbortSignal): Promise<void>;
  /** Reads one part, counted from 1. What was found there before goes only when it is right now. */
  readPart(repository: string, part: number, report: StepReport, signal: AbortSignal): Promise<void>;
  /** What is wrong with it and not mended, a sentence each. */
  damage(repository: string): readonly string[];
}
