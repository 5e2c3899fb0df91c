import { mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assertEmptyRoot, layingDown, restoreFile, understood } from '../../core/backup/fresh-machine.ts';
import { laidDownAt, waitsForNight } from '../../core/backup/installation.ts';
import { versionRefusal } from '../../core/backup/preflight.ts';
import type { Snapshot, SnapshotManifest } from '../../core/model/backup.ts';
import type { Clock, FailPoints } from '../../core/ports.ts';
import { syncDirectory } from '../files/atomic-write.ts';
import { exists } from '../files/exists.ts';
import { filesError } from '../files/files-error.ts';
import { markClaimed } from '../files/setup-token.ts';
import { openStore } from '../store/open-store.ts';
import { syncTree } from './sync-tree.ts';

/** What a lab is laid down from: a snapshot, or an export. */
export interface LabSource {
  manifest: SnapshotManifest;
  /** Writes `lab.yaml` and `state/` (`lab.db`, `secrets`, `ca`, as far as it has them) into this empty folder. Answers the lab file. */
  put(folder: string): Promise<string>;
  /**
   * What the lab is to be asked to restore once it runs, for the installer: goes into `state/restore.json`, with the newest job
   * of the lost machine.
   */
  ask: Readonly<Record<string, string>>;
  /** Snapshots of the lab that are known to be there: what it comes from. */
  listed: readonly Pick<Snapshot, 'takenAt'>[];
}

export interface LayDownOptions {
  /** The data root: empty but for `backups`, or as an attempt that was interrupted left it. */
  home: string;
  /** Of this product. */
  version: string;
  clock: Clock;
  failPoints: FailPoints;
}

/**
 * Lays down what makes a data root this lab again; data and databases the lab restores itself, once it runs. INVARIANT: there
 * is a folder `.restoring` for as long as anything is missing, and what lies beside it then was laid down by this: who finds it
 * begins anew. It goes last, and by one call, once all else is on the disk.
 */
export async function layDown(
  { home, version, clock, failPoints }: LayDownOptions,
  source: LabSource,
): Promise<void> {
  const refusal = versionRefusal(source.manifest, { version, serverVersion: undefined });
  if (refusal !== undefined) throw refusal;
  const fresh = join(home, layingDown);
  try {
    assertEmptyRoot(home, await readdir(home));
    await rm(join(home, 'state'), { recursive: true, force: true });
    await rm(join(home, 'lab.yaml'), { force: true });
    await rm(fresh, { recursive: true, force: true });
    await mkdir(join(fresh, 'state'), { recursive: true, mode: 0o700 });
    understood(await source.put(fresh));
    await finishState(join(fresh, 'state'), source, clock);
    // A rename may reach the disk before what is in the files does.
    await syncTree(fresh);
    await syncDirectory(home);
    await rename(join(fresh, 'state'), join(home, 'state'));
    failPoints.reach('layDown:state');
    await rename(join(fresh, 'lab.yaml'), join(home, 'lab.yaml'));
    failPoints.reach('layDown:lab-file');
    await syncDirectory(home);
    await rmdir(fresh);
    await syncDirectory(home);
    failPoints.reach('layDown:all');
  } catch (error) {
    throw filesError('lay down the lab in', home, error);
  }
}

async function finishState(state: string, source: LabSource, clock: Clock): Promise<void> {
  const { manifest, ask } = source;
  await writeFile(join(state, 'lab-id'), `${manifest.lab.id}\n`, { mode: 0o644 });
  const after = (await exists(join(state, 'lab.db'))) ? await beginHere(state, source, clock) : undefined;
  await writeFile(join(state, restoreFile), `${JSON.stringify({ ...ask, after })}\n`, { mode: 0o600 });
}

/**
 * The job that made the snapshot was at work when its state was written: gone on with here, it would back up an empty lab. And
 * nothing lies aside on this machine, which is another installation of the lab from now on. Answers the newest job.
 */
async function beginHere(
  state: string,
  { manifest, listed }: Pick<LabSource, 'manifest' | 'listed'>,
  clock: Clock,
): Promise<string | undefined> {
  const store = openStore({ directory: state });
  try {
    const error = {
      code: 'job.interrupted',
      message: 'It was at work when the lab was written out that this one was restored from.',
      hint: undefined,
    };
    for (const { id } of store.journal.unfinished())
      store.journal.setState(id, 'failed', clock.now(), { outcome: error.message, error });
    // What those restores put aside was lost with the machine.
    for (const { job } of store.backups.restores()) store.backups.settleRestore(job);
    const now = clock.now();
    store.backups.noteLaidDown(laidDownAt(listed, now));
    const followed = store.backups.followed();
    if (followed !== undefined && waitsForNight(manifest.takenAt, listed, now))
      store.backups.noteFollowed({ ...followed, doneAt: now });
    if (store.claim.claimedAt() !== undefined) await markClaimed(state, clock.now());
    return store.journal.list({ limit: 1, before: undefined })[0]?.id;
  } finally {
    store.close();
  }
}
