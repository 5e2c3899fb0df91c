import { apiBase } from '../../contract/index.ts';
import { assertEnabled } from '../../core/backup/assert-enabled.ts';
import { exportName } from '../../core/backup/export-name.ts';
import { readRestorePath } from '../../core/backup/restore-path.ts';
import { lackingRefusal } from '../../core/backup/lacking.ts';
import { restoreWords } from '../../core/backup/restore-words.ts';
import type { BackupJobKind, JobParams } from '../../core/model/job.ts';
import { environmentNames, hasServices } from '../../core/model/lab-file.ts';
import type { RestoreView } from '../../engine/backups.ts';
import { noSuchRestore } from '../../jobs/waiting-restore.ts';
import type { Principal } from '../access/principal.ts';
import type { ApiDeps } from '../deps.ts';
import type { Services } from '../services.ts';
import { assertLabName } from './assert-lab-name.ts';
import { backupsOf } from './backups-of.ts';
import type { Handlers } from './handler.ts';
import { jobReply } from './job-reply.ts';
import { requesterOf } from './requester.ts';
import { time } from './time.ts';

type Names =
  | 'backUp'
  | 'verifyBackups'
  | 'repairRepository'
  | 'drillRestore'
  | 'planRestore'
  | 'restoreSnapshot'
  | 'confirmRestore'
  | 'undoRestore'
  | 'exportLab'
  | 'importLab';

interface Asked {
  caller: Principal;
  asker: { requestId: string };
  whenBusy: 'wait' | 'refuse';
}

/** What takes long: each becomes a job. */
export function backupJobHandlers({ deps }: Services): Pick<Handlers, Names> {
  const { jobs, lab, store, clock } = deps;
  const ask = (kind: BackupJobKind, params: JobParams, { caller, asker, whenBusy }: Asked) => {
    const job = jobs.ask({ kind, params, requestedBy: requesterOf(caller, asker.requestId), whenBusy });
    return { body: jobReply(job, store.users), location: `${apiBase}/jobs/${job.id}`, target: job.id };
  };
  /** The job begins only after this was called to its end, so it finds the passphrase. */
  const askSealed = (
    kind: 'export' | 'import',
    params: JobParams,
    passphrase: string | undefined,
    asked: Asked,
  ) => {
    const backups = backupsOf(deps);
    if (passphrase === undefined) return ask(kind, params, asked);
    const answer = ask(kind, { ...params, sealed: true }, asked);
    backups.keepPassphrase(answer.target, passphrase);
    return answer;
  };
  return {
    backUp: ({ body: { clockIsRight, disksAreRight, otherIsGone, whenBusy }, caller, asker }) => {
      backupsOf(deps).meant(undefined);
      const params = {
        target: 'lab',
        ...(clockIsRight && { clockIsRight }),
        ...(disksAreRight && { disksAreRight }),
        ...(otherIsGone && { otherIsGone }),
      };
      return ask('backup', params, { caller, asker, whenBusy });
    },
    verifyBackups: ({ body: { repository, parts, whenBusy }, caller, asker }) => {
      backupsOf(deps).meant(repository);
      const params = {
        target: 'lab',
        ...(repository !== undefined && { repository }),
        ...(parts !== undefined && { parts: [...new Set(parts)].toSorted((one, other) => one - other) }),
      };
      return ask('verify', params, { caller, asker, whenBusy });
    },
    repairRepository: ({ body: { repository, confirm, whenBusy }, caller, asker }) => {
      assertLabName(lab, confirm, 'repaired');
      const name = backupsOf(deps).meant(repository);
      return ask('repair', { target: 'lab', repository: name }, { caller, asker, whenBusy });
    },
    drillRestore: async ({ body: { repository, snapshot, whenBusy }, caller, asker, signal }) => {
      const backups = backupsOf(deps);
      const name = backups.meant(repository);
      const meant = snapshot === undefined ? undefined : await backups.snapshot(name, snapshot, signal);
      const params = { target: 'lab', repository: name, ...(meant !== undefined && { snapshot: meant.id }) };
      return ask('drill', params, { caller, asker, whenBusy });
    },
    planRestore: async ({ body, signal }) => {
      const { snapshot, words } = await meantBy(deps, body, signal);
      const { id, repository, standing, sentence, takenAt } = snapshot;
      return {
        body: {
          ...{ snapshot: id, repository, standing, sentence, words: words.words },
          takenAt: time(takenAt),
          environments: [...words.environments],
          lacking: [...words.lacking],
          steps: [...words.steps],
        },
      };
    },
    restoreSnapshot: async ({ body, caller, asker, signal }) => {
      assertLabName(lab, body.confirm, 'restored');
      const { snapshot, words } = await meantBy(deps, body, signal);
      const { target, path, lacking, waitForWork, whenBusy } = body;
      const refusal = lacking ? undefined : lackingRefusal(words.lacking);
      if (refusal) throw refusal;
      if (waitForWork === undefined) await assertNoWorkIn(deps, words.environments);
      const one = path === undefined ? undefined : readRestorePath(path);
      const params = {
        // Of a file its environment: what is about that waits.
        target: one?.environment ?? target,
        snapshot: snapshot.id,
        repository: snapshot.repository,
        ...(one !== undefined && { path: one.path }),
        ...(lacking && { lacking }),
        ...(waitForWork !== undefined && { waitForWork }),
      };
      return ask('restore', params, { caller, asker, whenBusy });
    },
    confirmRestore: ({ params: { restore }, body: { whenBusy }, caller, asker }) => {
      const target = targetOf(waitingRestore(deps, restore));
      return ask('confirm-restore', { target, restore }, { caller, asker, whenBusy });
    },
    undoRestore: async ({ params: { restore }, body: { confirm, waitForWork, whenBusy }, caller, asker }) => {
      assertLabName(lab, confirm, 'undone');
      const waiting = waitingRestore(deps, restore);
      if (waitForWork === undefined) await assertNoWorkIn(deps, waiting.environments);
      const wait = waitForWork === undefined ? {} : { waitForWork };
      return ask(
        'undo-restore',
        { target: targetOf(waiting), restore, ...wait },
        { caller, asker, whenBusy },
      );
    },
    exportLab: ({ body: { file: named, passphrase, whenBusy }, caller, asker }) => {
      const file = named ?? exportName(lab.heldTo().parsed.name, clock.now());
      return askSealed('export', { target: 'lab', file }, passphrase, { caller, asker, whenBusy });
    },
    importLab: async ({ body, caller, asker }) => {
      const { file, confirm, passphrase, lacking, waitForWork, whenBusy } = body;
      assertLabName(lab, confirm, 'imported');
      if (waitForWork === undefined) await lab.assertNoWork('lab');
      const params = {
        ...{ target: 'lab', file },
        ...(lacking && { lacking }),
        ...(waitForWork !== undefined && { waitForWork }),
      };
      return askSealed('import', params, passphrase, { caller, asker, whenBusy });
    },
  };
}

/** The snapshot by its whole id, and what restoring from it comes to. */
async function meantBy(
  deps: ApiDeps,
  asked: { repository?: string | undefined; snapshot: string; target: string; path?: string | undefined },
  signal: AbortSignal,
) {
  const backups = backupsOf(deps);
  const { parsed } = deps.lab.heldTo();
  assertEnabled(parsed, asked);
  const name = backups.meant(asked.repository);
  const snapshot = await backups.snapshot(name, asked.snapshot, signal);
  const without = environmentNames.filter((it) => !hasServices(parsed, it));
  const words = restoreWords(snapshot.manifest, { target: asked.target, path: asked.path, without });
  return { snapshot, words };
}

/** Asked about before anything is journalled; the job itself looks again. */
async function assertNoWorkIn({ lab }: ApiDeps, environments: readonly string[]): Promise<void> {
  for (const environment of environments) await lab.assertNoWork(environment);
}

function waitingRestore(deps: ApiDeps, id: string): RestoreView {
  const found = backupsOf(deps)
    .restores()
    .find(({ job }) => job === id);
  if (found !== undefined) return found;
  throw noSuchRestore(id);
}

const targetOf = ({ environments }: RestoreView): string =>
  environments.length === 1 ? (environments[0] ?? 'lab') : 'lab';
