import type { ContainerSpec } from './model/container-spec.ts';
import type {
  DesiredCertificate,
  DesiredDirectory,
  DesiredNetwork,
  DesiredSecret,
} from './model/desired-state.ts';
import type { Job, JobKind, JobParams, JobState, JobStep, JobStepState, Requester } from './model/job.ts';
import type { ObservedFiles, ObservedState } from './model/observed-state.ts';
import type { RouteTable } from './model/routes.ts';
import type { User } from './model/user.ts';

/** What the hands must be able to do. Every method throws a LabError with a stable code, never a library's own error. */

export interface Clock {
  /** Epoch milliseconds; for display and due dates only. */
  now(): number;
  /** Milliseconds that never jump; for durations and time limits. */
  monotonic(): number;
}

// ---------------------------------------------------------------- the engine

export interface EngineFacts {
  version: string;
  apiVersion: string;
  /** Where the engine keeps images and containers. */
  rootDirectory: string;
  /** MTU of the default bridge; undefined where it is the usual 1500. */
  mtu: number | undefined;
}

/** What one look has to answer. */
export interface EngineQuestion {
  labId: string;
  /** References whose ids are wanted. */
  images: readonly string[];
  /** Names that must be reported even where the thing is not ours. */
  containerNames: readonly string[];
  networkNames: readonly string[];
}

export type EngineObservation = Omit<ObservedState, 'files' | 'edge'>;

export interface PullProgress {
  /** Bytes so far and in all, as far as the engine tells. */
  current: number;
  total: number | undefined;
  message: string;
}

export interface LogLine {
  stream: 'stdout' | 'stderr';
  /** RFC 3339 with nanoseconds, as the engine gives it. */
  time: string;
  text: string;
}

export interface LogQuery {
  /** Number of last lines; undefined is all. */
  tail: number | undefined;
  /** Epoch milliseconds. */
  since: number | undefined;
  follow: boolean;
}

export interface EngineEvent {
  type: 'container' | 'network' | 'image' | 'reconnected';
  action: string;
  /** Container or network name where there is one. */
  name: string | undefined;
}

/**
 * The container engine. Only things that bear the lab's label are changed: a change of a foreign thing is refused with
 * `docker.name_taken`. Creating what is there with the same config hash, starting what runs, stopping what is stopped and
 * removing what is gone all succeed: each call may be repeated after a crash.
 */
export interface ContainerEngine {
  facts(): Promise<EngineFacts>;
  /** One of ours that the engine still calls starting is asked itself, by its own health check. */
  observe(question: EngineQuestion, signal?: AbortSignal): Promise<EngineObservation>;
  pullImage(
    from: string,
    image: string,
    onProgress: (progress: PullProgress) => void,
    signal?: AbortSignal,
  ): Promise<void>;
  createNetwork(network: DesiredNetwork): Promise<void>;
  removeNetwork(network: string): Promise<void>;
  connectNetwork(network: string, container: string, alias: string): Promise<void>;
  /** Adds the config hash and the job id to the labels. */
  createContainer(spec: ContainerSpec, configHash: string, jobId: string): Promise<void>;
  renameContainer(container: string, to: string): Promise<void>;
  startContainer(container: string): Promise<void>;
  /** Resolves once healthy (or running, for one without a health check); throws `container.unhealthy` with the last health output and log lines, `container.exited` with the exit code, or on abort. */
  waitHealthy(container: string, timeoutSeconds: number, signal?: AbortSignal): Promise<void>;
  stopContainer(container: string, graceSeconds: number): Promise<void>;
  removeContainer(container: string): Promise<void>;
  logs(container: string, query: LogQuery, signal: AbortSignal): AsyncIterable<LogLine>;
  /** Never ends before `signal` aborts: reconnects by itself with back-off, yielding `reconnected` each time (look anew then). */
  events(labId: string, signal: AbortSignal): AsyncIterable<EngineEvent>;
}

// ---------------------------------------------------------------- files

export interface FilesQuestion {
  directories: readonly string[];
  secrets: readonly string[];
}

/** The data root. Writes are atomic (temporary file, fsync, rename, fsync of the directory) and may be repeated. */
export interface LabFiles {
  observe(question: FilesQuestion): Promise<ObservedFiles>;
  ensureDirectory(directory: DesiredDirectory): Promise<void>;
  /** Never overwrites a secret that is there; corrects owner and mode. */
  createSecret(secret: DesiredSecret): Promise<void>;
  /** Makes the CA on first use, and puts it aside for another when the domain changed; never writes over its key. */
  issueCertificate(certificate: DesiredCertificate): Promise<void>;
  publishRoutes(routes: RouteTable, digest: string): Promise<void>;
  /** Undefined where there is none; throws `labfile.invalid` for one that is too large to be one. */
  readLabFile(): Promise<string | undefined>;
  writeLabFile(text: string): Promise<void>;
  /** Keeps the lab file as it lies there under another name beside it, and answers that path; only the newest few stay. */
  keepLabFileBeside(at: number): Promise<string | undefined>;
  /** Bytes free and in all of the file system that holds `path`. */
  diskSpace(path: string): Promise<{ freeBytes: number; totalBytes: number; freeInodes: number }>;
  /** Wakes when the lab file was changed by hand. */
  watchLabFile(signal: AbortSignal): AsyncIterable<void>;
}

// ---------------------------------------------------------------- the way in

/** Asks the lab what anybody may ask, as a browser does: through the edge, trusting the lab's own authority only. */
export interface EdgeProbe {
  /** Undefined where this lab's manager answers under that domain; else what was met, as `EdgeTrouble.reason`. */
  ask(domain: string, signal: AbortSignal): Promise<string | undefined>;
}

// ---------------------------------------------------------------- the store (SQLite); synchronous and short

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

export interface StoredUser extends User {
  passwordHash: string;
}

export interface Users {
  count(): number;
  byId(id: string): StoredUser | undefined;
  byEmail(email: string): StoredUser | undefined;
  list(): readonly User[];
  /** Throws `user.exists`. */
  add(user: StoredUser): void;
  setPasswordHash(id: string, hash: string): void;
}

export interface StoredSession {
  /** SHA-256 (hex) of the secret in the cookie. */
  hash: string;
  userId: string;
  /** `manager`, or the environment whose host the cookie is for. */
  audience: string;
  /** For an environment's session: hash of the manager session it came from; it dies with it. */
  parent: string | undefined;
  createdAt: number;
  lastSeenAt: number;
  expiresAt: number;
  userAgent: string;
}

export interface Sessions {
  add(session: StoredSession): void;
  get(hash: string): StoredSession | undefined;
  touch(hash: string, at: number): void;
  /** And those that came from it. */
  remove(hash: string): void;
  removeExpired(now: number): void;
}

export interface StoredToken {
  id: string;
  hash: string;
  userId: string;
  name: string;
  createdAt: number;
  expiresAt: number;
  lastUsedAt: number | undefined;
}

export interface ApiTokens {
  add(token: StoredToken): void;
  get(id: string): StoredToken | undefined;
  ofUser(userId: string): readonly StoredToken[];
  touch(id: string, at: number): void;
  remove(id: string): void;
}

/** What the installer left in the data root; read at each claim, so that a new token needs no restart. */
export interface SetupToken {
  /** SHA-256 (hex) of the token. */
  hash: string;
  /** Epoch milliseconds. */
  expiresAt: number;
}

/** The one claim a lab ever has. */
export interface Claim {
  claimedAt(): number | undefined;
  /** One transaction: adds the owner and closes the claim; false when somebody was first. */
  claim(owner: StoredUser, at: number): boolean;
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
