import type { Copy } from '../core/backup/copy-order.ts';
import type { Job, JobParams } from '../core/model/job.ts';
import type { StepReport } from './job-definition.ts';

/** How something is kept from writing while its files are read. */
export const quietWays = ['freeze', 'pause', 'stop'] as const;

/** What has to be quiet while its files are read. */
export interface QuietService {
  /** A service that is paused or stopped; of a brick that is frozen, `prod/sample_notes`. */
  name: string;
  way: (typeof quietWays)[number];
}

/** What there is to back up, as far as a job plans by it. */
export interface BackupScope {
  /** In the order in which they are made quiet. */
  quiet: readonly QuietService[];
  /** Whether anything asks to be quiet, running or not: then nothing may come up or go while files are read. */
  guarded: boolean;
  /** Services of the databases that are written out, running or not. */
  databases: readonly string[];
  /** The repository that is written to. */
  primary: string;
  /** Those filled from others, each after the one it is filled from. */
  copies: readonly Copy[];
  /** Environments, and the codelab, whose work is waited for. */
  workplaces: readonly string[];
  /** Repositories whose unneeded data is to be taken out this time. */
  prune: readonly string[];
  /** Repositories that let nobody take anything out, as they said lately: copies that only grow. */
  keepsAll: readonly string[];
}

/** The job whose snapshot a job looks after: its own, but where it does again what failed of another. */
export const makerOf = ({ id, params }: Pick<Job, 'id' | 'params'>): string => params.again?.job ?? id;

/** A snapshot that a job made. */
export interface MadeSnapshot {
  id: string;
  /** Whether it is called whole; else its manifest says what it lacks. */
  complete: boolean;
}

/**
 * How far a job is with reading the lab, as this very manager knows: what one that died had staged is staged anew. `begun` until
 * anything was made quiet or written out.
 */
export type ReadingStage = 'nowhere' | 'begun' | 'amid' | 'staged';

/**
 * What the job `backup` needs from the room engine. Each but the first five is the effect of a step: it may be repeated
 * after a crash.
 */
export interface BackupWork {
  /** Throws `backup.unset` where the lab file names no repository, `backup.unknown_repository` for one that it doesn't name. */
  assertRepository(name: string | undefined): void;
  scope(job: Job): Promise<BackupScope>;
  stage(job: Job): ReadingStage;
  /** What this job wrote into the first repository, as that told last. */
  madeBy(job: Job): Promise<MadeSnapshot | undefined>;
  /** The one that this job had called whole before it was cut off; looks anew. */
  finishedBy(job: Job, signal: AbortSignal): Promise<MadeSnapshot | undefined>;

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
  /** Reads what lies there while everything goes on, so that little is left to be read once it is quiet; it is of no snapshot that stays. */
  readAhead(job: Job, report: StepReport, signal: AbortSignal): Promise<void>;
  /** What was read ahead is of no use where no snapshot came of it. */
  forgetAhead(job: Job, report: StepReport, signal: AbortSignal): Promise<void>;
  /** The manager's own state, and the manifest, which says what is missing. */
  writeDown(job: Job, report: StepReport, signal: AbortSignal): Promise<void>;
  /** Ends with what is in it as the step's last words. What else this job wrote goes, once this one is there. */
  snapshot(job: Job, report: StepReport, signal: AbortSignal): Promise<void>;
  /** Takes what `finishedBy` answers for the job's snapshot; ends as `snapshot` does. */
  takeFinished(job: Job, report: StepReport, signal: AbortSignal): Promise<void>;
  copy(job: Job, copy: Copy, report: StepReport, signal: AbortSignal): Promise<void>;
  /**
   * Takes out the snapshots that retention doesn't keep; none where the listing isn't whole or the clock can't be right. A copy that
   * refuses it is as good, and is not asked again for a while.
   */
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

/** What the job `repair` needs, beside what makes a snapshot and what reads. Each that takes a report is the effect of a step. */
export interface RepairWork {
  /** The one that is to be mended. Throws as `BackupWork.assertRepository`. */
  repository(params: JobParams): string;
  /** In which damage is known and not mended, counted from 1. */
  damagedParts(repository: string): readonly number[];
  /** Writes the index anew from what is there. */
  index(repository: string, report: StepReport, signal: AbortSignal): Promise<void>;
  /** Reads one part, and writes each damaged pack in it anew without what is rotten. */
  packs(repository: string, part: number, report: StepReport, signal: AbortSignal): Promise<void>;
  /** Snapshots that refer to what is gone become lacking ones without it; those that nobody can read go. */
  snapshots(repository: string, report: StepReport, signal: AbortSignal): Promise<void>;
}
