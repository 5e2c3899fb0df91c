import type { StepAct } from './step-act.ts';

/** A job as the journal keeps it: what was asked, by whom, and how far it came. */
export interface Job {
  id: string;
  kind: JobKind;
  /** One sentence: what was asked for. */
  title: string;
  params: JobParams;
  state: JobState;
  requestedBy: Requester;
  /** Epoch milliseconds. */
  createdAt: number;
  startedAt: number | undefined;
  endedAt: number | undefined;
  /** One sentence once ended: what came of it. */
  outcome: string | undefined;
  error: { code: string; message: string; hint: string | undefined } | undefined;
  cancelRequested: boolean;
  steps: readonly JobStep[];
}

/** `heal` is what the loop does by itself when the world drifted. */
export type JobKind =
  | 'apply'
  | 'install'
  | 'start'
  | 'stop'
  | 'restart'
  | 'enable'
  | 'disable'
  | 'uninstall'
  | 'reset'
  | 'remove-data'
  | 'heal'
  | BackupJobKind;

/** They have routes of their own, and exclude each other. */
export const backupJobKinds = [
  'backup',
  'verify',
  'repair',
  'drill',
  'restore',
  'confirm-restore',
  'undo-restore',
  'export',
  'import',
] as const;
export type BackupJobKind = (typeof backupJobKinds)[number];

export const isBackupJob = ({ kind }: Pick<Job, 'kind'>): boolean =>
  backupJobKinds.some((one) => one === kind);

/** What the job is about; `lab` is everything. */
export interface JobParams {
  target: string;
  /** Why it is asked for, where no person did. */
  reason?: 'schedule' | 'idle';
  /** Of a start: what a person stopped or took off the machine stays so, since who asks may not decide about that. */
  sparesPersons?: true;
  /** Seconds to wait for work that runs in what is to be stopped; undefined: refused while any does. */
  waitForWork?: number;
  /** Of a reset: the codelab's files, too. */
  withCodelab?: boolean;
  /** Of a restore or a drill: which snapshot, 64 hex digits; undefined of a drill: the newest good one. */
  snapshot?: string;
  /** Of a restore, a verification, a repair or a drill: in which repository; undefined: the first, or each. */
  repository?: string;
  /** Of a restore of one file or folder: as it is called in the snapshot, from the data root on, `/environments/prod/data/a`. */
  path?: string;
  /** Of a restore or an import: a person asked for what it has, whatever it lacks, files that its database knows among them. */
  lacking?: true;
  /** Of such a one: each database that it holds has to come back as it was all the same. */
  everyDatabase?: true;
  /** Of a verification: which parts of all data are read, 1 to 28; undefined: all. */
  parts?: readonly number[];
  /** Of what confirms or undoes a restore: the job that restored. */
  restore?: string;
  /** Of a backup: a person said that the clock of this machine is right, however far the newest snapshot is from it. */
  clockIsRight?: true;
  /** Of a backup: a person said that disks which were mounted before and are not now, or what databases held, are gone for good. */
  disksAreRight?: true;
  /** Of a backup: a person said that no other machine writes snapshots of this lab any more. */
  otherIsGone?: true;
  /** Of a backup that makes no snapshot: the job that made it, and which of its steps failed and are done again. */
  again?: { job: string; steps: readonly string[] };
  /** Of an export or an import: name of the file in the lab's folder of exports. */
  file?: string;
  /** Of an export or an import: a passphrase was given for what is sealed, which is kept in memory alone. */
  sealed?: true;
}

export type JobState = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';
export const finalJobStates: readonly JobState[] = ['succeeded', 'failed', 'cancelled'];

export interface Requester {
  /** User id, or `schedule`, `lab` for the lab itself. */
  actor: string;
  via: 'console' | 'cli' | 'api' | 'lab';
  requestId: string | undefined;
}

/** `superseded`: the world changed (or the manager restarted) and the step was planned anew. */
export type JobStepState = 'planned' | 'intent' | 'done' | 'failed' | 'undone' | 'superseded';

export interface JobStep {
  seq: number;
  /** Stable name, e.g. `createContainer:prod-db`: fail-points and tests refer to it. */
  name: string;
  /** What it does, for those who plan by what the job did; undefined where nobody does. */
  act: StepAct | undefined;
  /** For people, e.g. `create container prod-db: it does not exist`. */
  sentence: string;
  state: JobStepState;
  startedAt: number | undefined;
  endedAt: number | undefined;
  /** 0 to 1 where it is known. */
  progress: number | undefined;
  /** Last line about it: bytes pulled, an error. */
  detail: string | undefined;
}
