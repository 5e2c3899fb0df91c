import type { FigurePoint } from '../model/figures.ts';
import type { Job, JobKind, JobParams, JobState, JobStep, JobStepState, Requester } from '../model/job.ts';
import type { Stop, StopReason } from '../model/wish.ts';
import type { BackupMemory } from './backup-memory.ts';
import type { EnvironmentMemories } from './environments.ts';
import type { ApiTokens, Claim, Sessions, Users } from './access.ts';

export interface JobLogLine {
  /** 1, 2, 3… within the job. */
  seq: number;
  at: number;
  line: string;
}

/** A line to be kept. */
export interface JobLogEntry {
  at: number;
  line: string;
  /** A step says it, and may say much. */
  ofStep?: true;
}

/** Marks a job may not be lost: each call is one committed transaction. */
export interface JobJournal {
  create(job: {
    id: string;
    kind: JobKind;
    title: string;
    params: JobParams;
    requestedBy: Requester;
    createdAt: number;
  }): void;
  get(id: string): Job | undefined;
  /** Newest first. `before` is a job id (ULIDs sort by time). */
  list(page: { limit: number; before: string | undefined }): readonly Job[];
  unfinished(): readonly Job[];
  setState(id: string, state: JobState, at: number, end?: { outcome: string; error: Job['error'] }): void;
  requestCancel(id: string): void;
  /** Appends planned steps; answers them with their sequence numbers. */
  addSteps(id: string, steps: readonly { name: string; sentence: string }[]): readonly JobStep[];
  setStep(id: string, seq: number, state: JobStepState, at: number, detail?: string): void;
  /** Marks the step failed, where there is one, and remembers the job's first error: after a crash the job goes on failing. */
  fail(id: string, seq: number | undefined, at: number, error: NonNullable<Job['error']>): void;
  setStepProgress(id: string, seq: number, progress: number | undefined, detail: string | undefined): void;
  /** Planned and intended steps of an interrupted attempt: they will be planned anew from what is there. */
  supersedeOpenSteps(id: string, at: number, detail: string): void;
  /** Answers the lines as stored, with their sequence numbers; past 20,000 of a job, none of its steps’ own is kept. */
  appendLog(id: string, lines: readonly JobLogEntry[]): readonly JobLogLine[];
  log(id: string, afterSeq: number, limit: number): readonly JobLogLine[];
  /** Keeps the newest `keep` finished jobs. */
  prune(keep: number): void;
}

export interface LabFileVersion {
  version: number;
  text: string;
  author: string;
  via: Requester['via'];
  acceptedAt: number;
}

export interface VersionsPage {
  limit: number;
  /** Only versions older than this one. */
  before: number | undefined;
}

export interface LabFileVersions {
  latest(): LabFileVersion | undefined;
  get(version: number): LabFileVersion | undefined;
  /** Newest first, without texts. */
  list(page: VersionsPage): readonly Omit<LabFileVersion, 'text'>[];
  accept(version: Omit<LabFileVersion, 'version'>): LabFileVersion;
  /** The version the lab is held to: the newest that was applied; undefined before the first apply. */
  applied(): number | undefined;
  setApplied(version: number, at: number): void;
  /** Whether the lab was held to an older version before this one. */
  appliedBefore(version: number): boolean;
  /** Takes that back: the lab is held again to the version applied before. */
  unsetApplied(version: number): void;
}

/** What people asked for that the lab file doesn't say, and what the lab learned. */
export interface Wishes {
  /** Services that are to stay stopped. */
  stopped(): ReadonlySet<string>;
  /** Services that were stopped, or never ran, and were then asked for. */
  started(): ReadonlySet<string>;
  /** The same as `stopped`, each with why. */
  stops(): ReadonlyMap<string, Stop>;
  /** What is stopped already keeps its reason, unless a person asks: that holds against everything else. */
  setStopped(
    services: readonly string[],
    stopped: boolean,
    at: number,
    by?: { reason: StopReason; actor: string },
  ): void;
  /** Neither stopped nor asked for, as if nobody had ever said anything of them. */
  rest(services: readonly string[]): void;
  /** Before a job first changes what is wished of the service. */
  remember(job: string, service: string): void;
  /** Wishes of the service what was wished before that job changed it. */
  takeBack(job: string, service: string): void;
  /** Services a person took off this machine; their data is kept. */
  uninstalled(): ReadonlySet<string>;
  setUninstalled(services: readonly string[], uninstalled: boolean, at: number): void;
  /** Config hashes per service that failed to prove themselves: the previous container keeps running until the wish changes. */
  heldBack(): ReadonlyMap<string, string>;
  holdBack(service: string, configHash: string, reason: string, at: number): void;
  release(service: string): void;
}

export interface AuditEntry {
  at: number;
  /** User id, or `anonymous`. */
  actor: string;
  via: Requester['via'];
  ip: string;
  requestId: string;
  action: string;
  target: string;
  result: 'ok' | 'refused' | 'failed';
  /** At most 1 kB, no secrets. */
  detail: string;
}

export interface Audit {
  append(entry: AuditEntry): void;
  list(page: { limit: number; before: number | undefined }): readonly (AuditEntry & { seq: number })[];
}

export interface StoredReply {
  requestHash: string;
  status: number;
  body: string;
  location: string | undefined;
}

/** Replies to mutations by `Idempotency-Key`, kept for 24 hours. */
export interface IdempotentReplies {
  get(actor: string, key: string): StoredReply | undefined;
  put(actor: string, key: string, reply: StoredReply, at: number): void;
  prune(before: number): void;
}

/** The figures of a day, one point a minute; how much of it there is does not grow. */
export interface FigureHistory {
  /** One transaction. A point of a minute that is there already is replaced; of minutes, those are kept that came last. */
  append(points: readonly FigurePoint[]): void;
  /** In the order of time. */
  of(subject: string, sinceMinute: number): readonly FigurePoint[];
}

/** SQLite: synchronous and short. */
export interface Store {
  journal: JobJournal;
  labFiles: LabFileVersions;
  wishes: Wishes;
  environments: EnvironmentMemories;
  users: Users;
  sessions: Sessions;
  tokens: ApiTokens;
  claim: Claim;
  audit: Audit;
  replies: IdempotentReplies;
  figures: FigureHistory;
  backups: BackupMemory;
  /** Write probe for /livez: throws when nothing can be committed. */
  heartbeat(): void;
  /** Writes all of it into a file of its own (absolute path), whole or not at all, while it is in use. */
  backupTo(path: string): Promise<void>;
  close(): void;
}
