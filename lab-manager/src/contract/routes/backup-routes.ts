import * as z from 'zod';
import * as requests from '../backup-requests.ts';
import * as backups from '../backups.ts';
import * as jobs from '../jobs.ts';
import type { RouteContract } from './route-contract.ts';

const ofRepository = '/backups/repositories/:repository';
const ofSnapshot = `${ofRepository}/snapshots/:snapshot` as const;
const path = requests.snapshotPath.default('/').describe('Absolute within the snapshot');

/** Snapshots of the lab: where they are kept, how they stand, what is in them. */
const snapshotRoutes = {
  getBackups: {
    method: 'GET',
    path: '/backups',
    access: 'backup:read',
    summary: 'How well the lab is kept: the newest good snapshot, the next night, what needs a person',
    reply: backups.backupsReply,
    status: 200,
  },
  listRepositories: {
    method: 'GET',
    path: '/backups/repositories',
    access: 'backup:read',
    summary: 'Where snapshots are kept, the first being the one they are written to',
    reply: backups.repositoriesReply,
    status: 200,
  },
  getRepository: {
    method: 'GET',
    path: ofRepository,
    access: 'backup:read',
    summary: 'A repository, looked at anew',
    reply: backups.repositoryReply,
    status: 200,
  },
  listSnapshots: {
    method: 'GET',
    path: `${ofRepository}/snapshots`,
    access: 'backup:read',
    summary: 'The lab’s snapshots in a repository, newest first',
    query: z.object({
      anew: z.stringbool().default(false).describe('Ask the repository instead of the last listing'),
    }),
    reply: backups.snapshotsReply,
    status: 200,
  },
  getSnapshot: {
    method: 'GET',
    path: ofSnapshot,
    access: 'backup:read',
    summary: 'A snapshot, with what is in it',
    reply: backups.snapshotDetailsReply,
    status: 200,
  },
  browseSnapshot: {
    method: 'GET',
    path: `${ofSnapshot}/entries`,
    access: 'backup:restore',
    summary: 'What lies in a folder of a snapshot; never what holds the lab’s secrets',
    query: z.object({ path, limit: z.coerce.number().int().min(1).max(10_000).default(2000) }),
    reply: backups.snapshotFolderReply,
    status: 200,
  },
  downloadFromSnapshot: {
    method: 'GET',
    path: `${ofSnapshot}/content`,
    access: 'backup:restore',
    summary: 'The bytes of one file of a snapshot',
    query: z.object({ path: requests.snapshotPath }),
    status: 200,
    stream: 'application/octet-stream',
    audited: true,
  },
  listDrills: {
    method: 'GET',
    path: '/backups/drills',
    access: 'backup:read',
    summary: 'Restores that were tried out beside the lab, newest first',
    reply: backups.drillsReply,
    status: 200,
  },
} as const satisfies Record<string, RouteContract>;

/** Keys, credentials and recovery codes. None that is kept is ever told. */
const repositoryRoutes = {
  addRepository: {
    method: 'POST',
    path: ofRepository,
    access: 'repository:manage',
    summary: 'Make a repository that the lab file names, or open one that is there',
    body: requests.addRepositoryRequest,
    reply: backups.repositoryReply,
    status: 201,
    anew: true,
  },
  removeRepository: {
    method: 'DELETE',
    path: ofRepository,
    access: 'repository:manage',
    summary: 'Forget its key and credentials here; what it holds stays where it is',
    query: z.object({
      anyhow: z.stringbool().default(false).describe('Although no recovery code of it was confirmed'),
    }),
    status: 204,
  },
  testRepository: {
    method: 'POST',
    path: `${ofRepository}/test`,
    access: 'repository:manage',
    summary: 'Whether it opens, with these credentials or with those that are kept; changes nothing in it',
    body: requests.testRepositoryRequest,
    status: 204,
    anew: true,
  },
  makeRecoveryCode: {
    method: 'POST',
    path: `${ofRepository}/recovery-code`,
    access: 'repository:manage',
    summary: 'Make a code that opens it without this lab; one that was confirmed works until this one is',
    reply: backups.recoveryCodeReply,
    status: 201,
    secretReply: true,
  },
  confirmRecoveryCode: {
    method: 'POST',
    path: `${ofRepository}/recovery-code/confirm`,
    access: 'repository:manage',
    summary: 'Type the code back: it is tried on the repository, then an older one goes',
    body: requests.confirmCodeRequest,
    reply: backups.repositoryReply,
    status: 200,
    anew: true,
  },
} as const satisfies Record<string, RouteContract>;

/** Each is a job that is followed under /jobs. */
const jobRoutes = {
  backUp: {
    method: 'POST',
    path: '/backups',
    access: 'backup:run',
    summary: 'Make a snapshot now',
    body: requests.backupRequest,
    reply: jobs.jobReply,
    status: 202,
  },
  verifyBackups: {
    method: 'POST',
    path: '/backups/verifications',
    access: 'backup:run',
    summary: 'Read what repositories hold, and compare',
    body: requests.verifyRequest,
    reply: jobs.jobReply,
    status: 202,
  },
  repairRepository: {
    method: 'POST',
    path: '/backups/repairs',
    access: 'repository:manage',
    summary:
      'Take out of a repository what is damaged, make a new snapshot of every file, and read what was damaged again',
    body: requests.repairRequest,
    reply: jobs.jobReply,
    status: 202,
  },
  drillRestore: {
    method: 'POST',
    path: '/backups/drills',
    access: 'backup:run',
    summary: 'Try a restore out beside the lab, which nobody notices',
    body: requests.drillRequest,
    reply: jobs.jobReply,
    status: 202,
  },
  planRestore: {
    method: 'POST',
    path: '/backups/restores/plan',
    access: 'backup:restore',
    summary: 'What a restore would do, in sentences; changes nothing',
    body: requests.restorePlanRequest,
    reply: backups.restorePlanReply,
    status: 200,
    readOnly: true,
  },
  restoreSnapshot: {
    method: 'POST',
    path: '/backups/restores',
    access: 'backup:restore',
    summary: 'Restore the lab, an environment, a database, or a file; what was there is put aside',
    body: requests.restoreRequest,
    reply: jobs.jobReply,
    status: 202,
  },
  listRestores: {
    method: 'GET',
    path: '/backups/restores',
    access: 'backup:read',
    summary: 'Restores that nobody confirmed or undid, newest first',
    reply: backups.restoresReply,
    status: 200,
  },
  getBefore: {
    method: 'GET',
    path: '/backups/restores/:restore/before',
    access: 'backup:read',
    summary: 'How much lies aside for a restore',
    reply: backups.beforeReply,
    status: 200,
  },
  confirmRestore: {
    method: 'POST',
    path: '/backups/restores/:restore/confirm',
    access: 'backup:restore',
    summary: 'Keep what was restored, and delete what was there before, for good',
    body: requests.confirmRestoreRequest,
    reply: jobs.jobReply,
    status: 202,
  },
  undoRestore: {
    method: 'POST',
    path: '/backups/restores/:restore/undo',
    access: 'backup:restore',
    summary: 'Put back what was there before; the newest restore first',
    body: requests.undoRestoreRequest,
    reply: jobs.jobReply,
    status: 202,
  },
  exportLab: {
    method: 'POST',
    path: '/backups/exports',
    access: 'backup:restore',
    summary: 'Write everything of the lab into one plain tar in backups/exports of the data root',
    body: requests.exportRequest,
    secretFields: ['passphrase'],
    reply: jobs.jobReply,
    status: 202,
  },
  importLab: {
    method: 'POST',
    path: '/backups/imports',
    access: 'backup:restore',
    summary:
      'Restore the lab from an export in backups/exports of the data root; what was there is put aside',
    body: requests.importRequest,
    secretFields: ['passphrase'],
    reply: jobs.jobReply,
    status: 202,
  },
} as const satisfies Record<string, RouteContract>;

/** What is kept of the lab, and how it comes back. */
export const backupRoutes = {
  ...snapshotRoutes,
  ...repositoryRoutes,
  ...jobRoutes,
} as const satisfies Record<string, RouteContract>;
