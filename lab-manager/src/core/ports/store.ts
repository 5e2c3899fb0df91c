import type { Job, JobKind, JobParams, JobState, JobStep, JobStepState, Requester } from '../model/job.ts';
import type { ApiTokens, Claim, Sessions, Users } from './access.ts';

export interface JobLogLine {
  /** 1, 2, 3… within the job. */
  seq: number;
  at: number;
  line: string;
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
  /** Answers the lines as stored, with their sequence numbers; a job keeps its first 20,000 lines. */
  appendLog(id: string, lines: readonly { at: number; line: string }[]): readonly JobLogLine[];
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
  /** Services a person stopped. */
  stopped(): ReadonlySet<string>;
  setStopped(services: readonly string[], stopped: boolean, at: number): void;
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

/** SQLite: synchronous and short. */
export interface Store {
  journal: JobJournal;
  labFiles: LabFileVersions;
  wishes: Wishes;
  users: Users;
  sessions: Sessions;
  tokens: ApiTokens;
  claim: Claim;
  audit: Audit;
  replies: IdempotentReplies;
  /** Write probe for /livez: throws when nothing can be committed. */
  heartbeat(): void;
  close(): void;
}
