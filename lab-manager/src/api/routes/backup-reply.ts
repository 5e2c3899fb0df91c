import type {
  BackupsReply,
  DrillReply,
  RepositoryReply,
  RestoreReply,
  SnapshotDetailsReply,
  SnapshotEntryReply,
  SnapshotReply,
} from '../../contract/index.ts';
import { printLocation } from '../../core/backup/location.ts';
import { drillWords, keptWords } from '../../core/backup/overview-words.ts';
import type { DrillRecord, RepositoryDamage, SnapshotManifest } from '../../core/model/backup.ts';
import type { SnapshotEntry } from '../../core/ports.ts';
import type {
  BackupsOverview,
  RepositoryView,
  RestoreView,
  SnapshotDetails,
  SnapshotView,
} from '../../engine/backups.ts';
import { time, timeOrNull } from './time.ts';

export function backupsReply(overview: BackupsOverview, now: number): BackupsReply {
  const { repository, schedule, nextAt, waiting, lastGood, unseen, lastDrill } = overview;
  const { alarms, warnings, job, restores } = overview;
  return {
    repository: repository ?? null,
    ...keptWords(overview, now),
    alarms: [...alarms],
    warnings: [...warnings],
    schedule: schedule ?? null,
    nextAt: timeOrNull(nextAt),
    waiting: waiting ?? null,
    lastGood: lastGood === undefined ? null : snapshotReply(lastGood),
    unseen:
      unseen === undefined
        ? null
        : { repository: unseen.repository, lastGoodAt: timeOrNull(unseen.lastGoodAt) },
    lastDrill: lastDrill === undefined ? null : drillReply(lastDrill, now),
    job: job ?? null,
    restores: restores.map(restoreReply),
  };
}

export function repositoryReply(view: RepositoryView): RepositoryReply {
  return {
    name: view.name,
    location: printLocation(view.location),
    kind: view.location.kind,
    copyOf: view.copyOf ?? null,
    state: view.state,
    why: view.why ?? null,
    onDataDisk: view.onDataDisk ?? null,
    bytes: view.bytes ?? null,
    snapshots: view.snapshots ?? null,
    checkedAt: timeOrNull(view.checkedAt),
    damage: view.damage.map(damageReply),
    read: view.read,
    recoveryCode: view.recoveryCode,
    codeConfirmedAt: timeOrNull(view.codeConfirmedAt),
    credentials: view.credentials,
  };
}

const damageReply = ({ foundAt, seenAt, words, part, snapshots }: RepositoryDamage) => ({
  foundAt: time(foundAt),
  seenAt: time(seenAt),
  words,
  part: part ?? null,
  snapshots: [...snapshots],
});

export function snapshotReply(view: SnapshotView): SnapshotReply {
  const { id, repository, job, standing, sentence, complete } = view;
  return {
    ...{ id, repository, job, standing, sentence, complete },
    takenAt: time(view.takenAt),
    original: view.original ?? null,
    bytesProcessed: view.bytesProcessed ?? null,
    bytesAdded: view.bytesAdded ?? null,
    filesProcessed: view.filesProcessed ?? null,
  };
}

export function snapshotDetailsReply(details: SnapshotDetails, now: number): SnapshotDetailsReply {
  return {
    ...snapshotReply(details),
    manifest: manifestReply(details.manifest),
    drills: details.drills.map((drill) => drillReply(drill, now)),
  };
}

function manifestReply(manifest: SnapshotManifest): SnapshotDetailsReply['manifest'] {
  const { lab, environments, databases, folders, leftOut, missing } = manifest;
  return {
    lab,
    environments: [...environments],
    databases: databases.map(({ digest, ...database }) => ({
      ...database,
      bytes: digest.bytes,
      sha256: digest.sha256,
      tables: digest.tables.map((table) => ({ ...table })),
    })),
    folders: folders.map(({ environment, words, path, files, bytes }) => ({
      ...{ environment: environment ?? null, words, path, files, bytes },
    })),
    leftOut: [...leftOut],
    missing: [...missing],
  };
}

export function drillReply(drill: DrillRecord, now: number): DrillReply {
  return {
    ...drill,
    startedAt: time(drill.startedAt),
    endedAt: time(drill.endedAt),
    failure: drill.failure ?? null,
    inconclusive: drill.inconclusive ?? false,
    sentence: drillWords(drill, now),
  };
}

export function restoreReply(view: RestoreView): RestoreReply {
  const { job, snapshot, repository, words, environments, state, restoredAt, undoneAfter } = view;
  return {
    ...{ job, snapshot, repository, words, state },
    environments: [...environments],
    restoredAt: time(restoredAt),
    undoneAfter: [...undoneAfter],
  };
}

export function entryReply({ path, name, type, size, mode, mtime }: SnapshotEntry): SnapshotEntryReply {
  return { path, name, type, size, mode, modifiedAt: dateOrNull(mtime) };
}

/** Anybody may give a file a time that no calendar has. */
function dateOrNull(epochMs: number): string | null {
  const inCalendar = epochMs >= Date.UTC(0, 0) && epochMs < Date.UTC(9999, 0);
  return inCalendar ? time(epochMs) : null;
}
