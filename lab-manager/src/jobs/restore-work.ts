import type { PartOnDisk } from '../core/backup/restore-parts.ts';
import type { RestoreState } from '../core/model/backup.ts';
import type { Job, JobParams } from '../core/model/job.ts';
import type { LabError } from '../core/model/lab-error.ts';
import type { EnvironmentName } from '../core/model/lab-file.ts';
import type { PlannedStep, StepReport } from './job-definition.ts';

/** What a job knows of a part that it restores: where that lies is nothing to it. */
export type NamedPart = Omit<PartOnDisk, 'generation'>;

/** What is made of a snapshot and proved, in place or in a drill. All but `parts` may be repeated after a crash. */
export interface RestoreMaking {
  /** What the snapshot is asked for; throws `backup.unknown_snapshot`, `backup.not_in_snapshot`, of a drill `backup.none_good`. */
  parts(job: Job): Promise<readonly NamedPart[]>;
  /**
   * Room on each disk, versions, and whether this lab has a place for it. Throws `disk.low`, `backup.newer`, `backup.not_good`;
   * `service.unknown` of a database that this lab can't have, `backup.swap_failed` where a mount is in the way of putting it in place.
   */
  preflight(job: Job, report: StepReport, signal: AbortSignal): Promise<void>;
  fetch(job: Job, part: NamedPart, report: StepReport, signal: AbortSignal): Promise<void>;
  /** Into an empty database of its own, on its own network. */
  load(job: Job, part: NamedPart, report: StepReport, signal: AbortSignal): Promise<void>;
  /** Throws `backup.differs` unless what was loaded dumps to what the manifest says. */
  prove(job: Job, part: NamedPart, report: StepReport, signal: AbortSignal): Promise<void>;
  /** Environments whose glab has to answer on what is made of these parts: none of one file or folder, which is put back as if somebody had saved it. */
  probed(job: Job, parts: readonly NamedPart[]): readonly EnvironmentName[];
  /** Throws unless glab answers at rest on the new parts; where its database is none of them, on a copy of the one in use. */
  probe(job: Job, environment: EnvironmentName, report: StepReport, signal: AbortSignal): Promise<void>;
  /** Takes away what it needed to prove itself: containers and networks. What was made stays. */
  clear(job: Job): Promise<void>;
}

/** What the jobs `restore`, `confirm-restore` and `undo-restore` need from the room engine. */
export interface RestoreWork extends RestoreMaking {
  /** Throws where that can't be restored: `backup.unknown_repository`, `environment.unknown`, `service.unknown`. */
  assertRestorable(params: JobParams): void;
  /** What people call what is restored: `prod`, `the database prod-db`, `/environments/prod/data/a`. */
  words(params: JobParams): string;
  /** Waiting for work that runs in what is to be stopped, as long as the job allows. Throws `work.running` where it says nothing about that. */
  beforeStopping(job: Job, environments: readonly EnvironmentName[]): Promise<readonly PlannedStep[]>;
  /** Remembers that what was before will lie aside until a person confirms or undoes it: before the first part is moved. */
  remember(job: Job, parts: readonly NamedPart[]): Promise<void>;
  /** Puts the new part in place and what was there aside. Throws `backup.swap_failed`, with all as before. */
  swap(restore: string, part: NamedPart): Promise<void>;
  /** Takes that back: what was before is in place again. Never deletes. Throws `backup.swap_failed` while a mount that holds it is away. */
  putBack(restore: string, part: NamedPart): Promise<void>;
  /** Deletes what was made and is not in place, never what was before. */
  discard(restore: string): Promise<void>;
  /** Remembers which of the two is in place. */
  note(restore: string, state: RestoreState): Promise<void>;
  /** Once nothing lies aside any more: neither to be confirmed nor undone. Throws `backup.swap_failed` where something does, or may. */
  forget(restore: string): Promise<void>;

  /** Undefined for one that doesn't wait. */
  waiting(restore: string): Waiting | undefined;
  /** Restores that came after it, were not undone, and have an environment in common with it; the newest first. */
  after(restore: string): readonly Waiting[];
  /**
   * Remembers that a person confirmed it, of one that is to stay once each part was found in its place. Throws, with nothing
   * remembered, `backup.half_restored`, and `backup.swap_failed` while a mount that holds a part is away.
   */
  confirm(restore: string): Promise<void>;
  /** Deletes what was before, which nothing but a confirmation ever does. Throws `backup.half_restored`. */
  forgetBefore(restore: string, environment: EnvironmentName): Promise<void>;
}

/** A restore of which something lies aside. */
export interface Waiting {
  job: string;
  /** What people call what was restored. */
  words: string;
  state: RestoreState;
  /** A person confirmed it, and what lies aside goes, or went in part: it can't be undone any more. */
  confirmed: boolean;
  environments: readonly EnvironmentName[];
  parts: readonly NamedPart[];
}

/** What the job `drill` needs: a restore of everything, beside the lab. */
export interface DrillWork extends RestoreMaking {
  /** Throws `backup.unset`, `backup.unknown_repository`. */
  assertDrillable(params: JobParams): void;
  /**
   * Reads what the snapshot says of itself. Throws as `parts`, what the repository throws, `backup.invalid_manifest`, and
   * `backup.probe_failed` where no glab could ever answer on it.
   */
  look(job: Job, report: StepReport, signal: AbortSignal): Promise<void>;
  /** Throws `backup.differs` where other files were restored than the snapshot has. */
  count(job: Job, report: StepReport, signal: AbortSignal): Promise<void>;
  /** Keeps what came of it, as far as it was measured; throws where nobody can tell any more which snapshot it was. */
  record(job: Job, failure: LabError | undefined, report: StepReport, signal: AbortSignal): Promise<void>;
  /** Removes all that the drill made. */
  remove(job: Job): Promise<void>;
}
