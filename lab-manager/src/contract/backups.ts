import * as z from 'zod';
import type { standings as standingsOfCore } from '../core/backup/standing.ts';
import type { RestoreState } from '../core/model/backup.ts';
import { time } from './time.ts';

/** Held to core's by its type: the contract takes no values of core. */
const standings: typeof standingsOfCore = ['lacking', 'damaged', 'unverified', 'good', 'restore-tested'];

const restoreStates = ['unfinished', 'restored', 'undone'] as const satisfies readonly RestoreState[];

export const snapshotReply = z
  .object({
    id: z.string().describe('64 hex digits; the first eight will do wherever one is named'),
    repository: z.string(),
    takenAt: time,
    job: z.string().describe('The job that made it'),
    standing: z.enum(standings).describe('How much it is worth, from least to most'),
    sentence: z.string().describe('Why'),
    complete: z.boolean().describe('False: something that belongs in it is missing'),
    original: z
      .string()
      .nullable()
      .describe('The snapshot that this one is a copy of, or as which it was first written; null: neither'),
    bytesProcessed: z.number().nullable(),
    bytesAdded: z.number().nullable().describe('What the repository grew by'),
    filesProcessed: z.number().nullable(),
  })
  .meta({ id: 'Snapshot' });
export type SnapshotReply = z.infer<typeof snapshotReply>;

export const snapshotsReply = z.object({ items: z.array(snapshotReply) }).meta({ id: 'Snapshots' });
export type SnapshotsReply = z.infer<typeof snapshotsReply>;

export const drillReply = z
  .object({
    snapshot: z.string(),
    repository: z.string(),
    startedAt: time,
    endedAt: time,
    sentence: z.string(),
    failure: z.string().nullable().describe('Null: everything was restored beside the lab, and was right'),
    inconclusive: z
      .boolean()
      .describe(
        'The failure was one of this machine, or of the way to the repository: it says nothing about the snapshot',
      ),
    tables: z.number(),
    rows: z.number(),
    files: z.number(),
    bytes: z.number(),
  })
  .meta({ id: 'Drill' });
export type DrillReply = z.infer<typeof drillReply>;

export const drillsReply = z.object({ items: z.array(drillReply) }).meta({ id: 'Drills' });
export type DrillsReply = z.infer<typeof drillsReply>;

const manifest = z
  .object({
    lab: z.object({ id: z.string(), name: z.string(), version: z.string(), labFileVersion: z.number() }),
    environments: z.array(z.string()),
    databases: z.array(
      z.object({
        service: z.string(),
        environment: z.string(),
        file: z.string().describe('Its dump, below `/backups/staging` of the snapshot'),
        serverVersion: z.string(),
        bytes: z.number(),
        sha256: z.string(),
        tables: z.array(z.object({ name: z.string(), rows: z.number(), sha256: z.string() })),
      }),
    ),
    folders: z.array(
      z.object({
        environment: z.string().nullable(),
        words: z.string(),
        path: z.string().describe('Below the root of the snapshot'),
        files: z.number(),
        bytes: z.number(),
      }),
    ),
    leftOut: z.array(z.string()).describe('What isn’t in it although one might look for it'),
    missing: z.array(z.string()).describe('What makes it less than whole'),
  })
  .meta({ id: 'SnapshotManifest' });

export const snapshotDetailsReply = snapshotReply
  .extend({ manifest, drills: z.array(drillReply) })
  .meta({ id: 'SnapshotDetails' });
export type SnapshotDetailsReply = z.infer<typeof snapshotDetailsReply>;

const snapshotEntry = z
  .object({
    path: z.string().describe('Absolute within the snapshot'),
    name: z.string(),
    type: z.enum(['file', 'dir', 'symlink', 'other']),
    size: z.number().describe('Bytes'),
    mode: z.int(),
    modifiedAt: time.nullable().describe('Null: the file bears a time that is no date'),
  })
  .meta({ id: 'SnapshotEntry' });
export type SnapshotEntryReply = z.infer<typeof snapshotEntry>;

export const snapshotFolderReply = z
  .object({
    folder: z.string(),
    items: z.array(snapshotEntry).describe('Folders first, then by name'),
    left: z.int().describe('How many more it holds than are listed'),
    more: z
      .boolean()
      .describe(
        'It holds so much that not all was put in order: what is listed may be neither all folders nor the first',
      ),
  })
  .meta({ id: 'SnapshotFolder' });
export type SnapshotFolderReply = z.infer<typeof snapshotFolderReply>;

export const repositoryReply = z
  .object({
    name: z.string(),
    location: z.string().describe('As in the lab file; never with credentials'),
    kind: z.enum(['folder', 'sftp', 's3', 'rest']),
    copyOf: z.string().nullable().describe('Null: snapshots are written to it'),
    state: z
      .enum(['declared', 'ready', 'unreachable', 'removed'])
      .describe(
        '`declared`: the lab file names it, and nobody made it here yet; `removed`: it was made here, and the lab file names it no more',
      ),
    why: z.string().nullable().describe('Why it is not ready'),
    onDataDisk: z.boolean().nullable().describe('Whether it lies on the disk of the lab’s data'),
    bytes: z.number().nullable(),
    snapshots: z.int().nullable().describe('Null until somebody looked'),
    checkedAt: time.nullable(),
    damage: z.array(
      z.object({
        foundAt: time,
        seenAt: time,
        words: z.string(),
        part: z.int().nullable().describe('Null: of the structure'),
        snapshots: z.array(z.string()).describe('Empty: any may be concerned'),
      }),
    ),
    read: z
      .object({ parts: z.int(), of: z.int() })
      .describe('How many of all parts were read within the rotation'),
    recoveryCode: z.enum(['none', 'unconfirmed', 'confirmed', 'renewing']),
    codeConfirmedAt: time.nullable(),
    credentials: z.boolean().describe('Whether credentials are kept for it'),
  })
  .meta({ id: 'Repository' });
export type RepositoryReply = z.infer<typeof repositoryReply>;

export const repositoriesReply = z.object({ items: z.array(repositoryReply) }).meta({ id: 'Repositories' });
export type RepositoriesReply = z.infer<typeof repositoriesReply>;

export const recoveryCodeReply = z
  .object({
    code: z.string().describe('Shown this once; it is kept nowhere'),
    repository: z.string(),
    location: z.string(),
    labId: z.string(),
  })
  .meta({ id: 'RecoveryCode' });
export type RecoveryCodeReply = z.infer<typeof recoveryCodeReply>;

export const restoreReply = z
  .object({
    job: z.string().describe('The job that restored: its name wherever one is meant'),
    snapshot: z.string(),
    repository: z.string(),
    words: z.string().describe('What was restored'),
    environments: z.array(z.string()),
    restoredAt: time,
    state: z
      .enum(restoreStates)
      .describe(
        '`restored`: what was before lies aside; `undone`: what was restored does; `unfinished`: it did not come to its end, and can only be undone',
      ),
    undoneAfter: z.array(z.string()).describe('Restores that have to be undone first, the newest first'),
  })
  .meta({ id: 'WaitingRestore' });
export type RestoreReply = z.infer<typeof restoreReply>;

export const restoresReply = z.object({ items: z.array(restoreReply) }).meta({ id: 'WaitingRestores' });

export const beforeReply = z
  .object({ bytes: z.number() })
  .meta({ id: 'BeforeRestore', description: 'What lies aside until a person says that it may go' });
export type BeforeReply = z.infer<typeof beforeReply>;

export const restorePlanReply = z
  .object({
    snapshot: z.string(),
    repository: z.string(),
    takenAt: time,
    standing: z.enum(standings),
    sentence: z.string(),
    words: z.string().describe('What would be restored'),
    environments: z.array(z.string()),
    lacking: z
      .array(z.string())
      .describe('What the snapshot lacks of it; unless empty, it has to be asked for with `lacking`'),
    steps: z.array(z.string()).describe('What would be done, a sentence each'),
  })
  .meta({ id: 'RestorePlan' });
export type RestorePlanReply = z.infer<typeof restorePlanReply>;

export const backupsReply = z
  .object({
    repository: z
      .string()
      .nullable()
      .describe(
        'The one that snapshots are written to, and that is meant where none is named; null: the lab file names none',
      ),
    state: z
      .enum(['good', 'none', 'away', 'alarm'])
      .describe(
        '`none`: no good snapshot yet; `away`: nobody can see now what is in the first repository; `alarm`: something can’t wait',
      ),
    sentence: z.string().describe('How well the lab is kept'),
    alarms: z.array(z.string()).describe('What can’t wait; the first of them is the sentence'),
    warnings: z.array(z.string()).describe('What somebody should see to'),
    schedule: z.string().nullable().describe('Cron time; null: nothing is backed up by itself'),
    nextAt: time.nullable(),
    waiting: z.string().nullable().describe('Why a time that has come waits'),
    lastGood: snapshotReply.nullable().describe('Of the first repository, as it was listed last'),
    unseen: z
      .object({
        repository: z.string(),
        lastGoodAt: time.nullable().describe('When its last good snapshot was made that anybody saw'),
      })
      .nullable()
      .describe('The first repository, while nobody can see what is in it'),
    lastDrill: drillReply.nullable().describe('The newest that ended, well or not'),
    job: z.string().nullable().describe('The job about backups that runs or waits now'),
    restores: z.array(restoreReply).describe('Those that wait for a person’s word'),
  })
  .meta({ id: 'Backups' });
export type BackupsReply = z.infer<typeof backupsReply>;
