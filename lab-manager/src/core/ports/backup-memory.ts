import type { DrillRecord, Installation, RepositoryHealth, RestoreState } from '../model/backup.ts';
import type { FollowedSchedule } from '../model/followed-schedule.ts';
import type { EnvironmentName } from '../model/lab-file.ts';
import type { FoundDamage } from './backups.ts';

/** A repository that was made, or taken over, here. */
export interface KnownRepository {
  name: string;
  /** As `printLocation` writes it: one of this name elsewhere is another. */
  location: string;
  /** Epoch milliseconds. */
  madeAt: number;
  /** Id, there, of the lab's own key. */
  key: string;
  /** The recovery code that somebody typed back: the id of its key, and when. */
  code: { key: string; confirmedAt: number } | undefined;
  /** A code that was told and not typed back yet; an older one stays until it is. */
  newCode: { key: string; madeAt: number } | undefined;
  /**
   * Ids of the keys that were there before one was added of which nobody noted what became: one that is not among them, and is
   * none of the above, was left behind. Undefined: none is being added.
   */
  keysBefore: readonly string[] | undefined;
  /** When what no snapshot needs was last taken out. */
  prunedAt: number | undefined;
  /** The time that its newest good snapshot speaks of, as of the last look that could list it, whichever manager looked. */
  goodAt: number | undefined;
}

/** A restore of which something lies aside until a person says that it may go. */
export interface WaitingRestore {
  /** The job that restored. */
  job: string;
  snapshot: string;
  repository: string;
  /** What people call what was restored. */
  words: string;
  environments: readonly EnvironmentName[];
  /** Names of the parts, as `restoreParts` gives them. */
  parts: readonly string[];
  /** Absolute: file systems of their own that something of it lies aside in. While one of them is away nothing is known of that. */
  mounts: readonly string[];
  state: RestoreState;
  restoredAt: number;
  /** Epoch milliseconds at which a person said that what lies aside may go: it goes, or went in part. */
  confirmedAt: number | undefined;
}

/** A database as it was when it was written out. */
export interface WrittenDatabase {
  /** How many of its tables held rows. */
  tables: number;
  /** Which, as `database.table`; undefined: an older version wrote it down. */
  held: readonly string[] | undefined;
  /** Epoch milliseconds. */
  takenAt: number;
}

/** What is remembered of backups that no repository tells. Each call is one committed transaction. */
export interface BackupMemory {
  /** By name. */
  repositories(): readonly KnownRepository[];
  repository(name: string): KnownRepository | undefined;
  /** One that is known there already keeps its codes and its health; one that was elsewhere begins anew. */
  noteMade(repository: Pick<KnownRepository, 'name' | 'location' | 'key' | 'madeAt'>): void;
  /** The very same repository lies in another place now: all that is known of it stays. Nothing where it isn't known. */
  noteMoved(name: string, location: string): void;
  /**
   * It was taken over on this machine at `at`, and may lie on another disk than the one that was looked at before: what was checked,
   * read and drilled there says nothing of it. Keys, codes and damage stay.
   */
  noteBroughtAlong(name: string, at: number): void;
  /** Before a key is added; where an earlier one was cut off, what was there before that one counts. */
  noteKeysBefore(name: string, keys: readonly string[]): void;
  /** Nothing that was left behind is there any more. */
  forgetKeysBefore(name: string): void;
  /** Takes the place of one that nobody typed back; the one that somebody did stays. */
  noteNewCode(name: string, key: string, at: number): void;
  /** The new code becomes the code. Nothing where there is no new one. */
  confirmNewCode(name: string, at: number): void;
  /** The code of that key is none any more: nobody has one that opens it. */
  forgetCode(name: string, key: string): void;
  notePruned(name: string, at: number): void;
  /** What a look that could list it found; undefined: no good one. */
  noteGood(name: string, takenAt: number | undefined): void;
  /** By their originals, of any repository: snapshots of a time that was yet to come when a person said that the clock is right. */
  toComeConfirmed(): ReadonlySet<string>;
  /** Such a person spoke of these, in that repository, by their originals. Nothing where it isn't known. */
  noteToComeConfirmed(name: string, originals: readonly string[]): void;
  /** With its health; what it holds is not here. */
  forget(name: string): void;

  health(name: string): RepositoryHealth;
  /** What is written there, by their originals: not good before the next look that begins after `at`. Nothing where it isn't known. */
  noteWritten(name: string, originals: readonly string[], at: number): void;
  /**
   * A look at the structure that ended; `at` is when it began. Damage of the structure found before goes only where this one found none; that of
   * parts stays as it is.
   */
  noteChecked(name: string, at: number, found: readonly FoundDamage[]): void;
  /** A part that was read to its end, with what was found in it; damage found in it before goes only where there was none. */
  noteRead(name: string, part: number, at: number, found: readonly FoundDamage[]): void;

  /** Newest first, by their jobs: a clock may be put back. At most 100. */
  drills(): readonly DrillRecord[];
  /** Once per job, however often it is said. */
  addDrill(job: string, drill: DrillRecord): void;

  /** How far the schedule of snapshots was followed; undefined: it was never looked at. */
  followed(): FollowedSchedule | undefined;
  noteFollowed(followed: FollowedSchedule): void;

  /** Since when this lab looks after its backups: `now` where nobody asked before, and never later. */
  since(now: number): number;

  /** Which one this is; it gets its id when that is asked for first. */
  installation(): Installation;
  /** This lab begins on another machine: from now on it is another installation, of a new id. */
  noteLaidDown(as: Omit<Installation, 'id'>): void;
  /** A person said that no other is there any more; the id stays. */
  noteOthersGone(as: Omit<Installation, 'id'>): void;

  /** Absolute: where file systems of their own were mounted in what snapshots take and where databases lie, in order. */
  mounts(): readonly string[];
  /** In place of all that there were. */
  noteMounts(paths: readonly string[]): void;

  /** Services whose databases were ever written out, in order. */
  databases(): readonly string[];
  /** As it was written out last; undefined: it never was. */
  database(service: string): WrittenDatabase | undefined;
  noteDatabase(service: string, written: WrittenDatabase): void;
  /** It is gone for good: as if it had never been started. */
  forgetDatabase(service: string): void;

  /** Newest first, in the same way. */
  restores(): readonly WaitingRestore[];
  /** Before the first part is put in place; may be repeated. It is `unfinished`. */
  addRestore(restore: Omit<WaitingRestore, 'confirmedAt' | 'state'>): void;
  noteRestore(job: string, state: RestoreState): void;
  /** Before anything of what lies aside is deleted. */
  noteConfirmed(job: string, at: number): void;
  /** It was confirmed, or nothing of it lies aside. */
  settleRestore(job: string): void;
}
