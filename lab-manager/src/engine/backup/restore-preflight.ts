import { assertWhole, leavesDatabases } from '../../core/backup/lacking.ts';
import { mountsBelowRefusal, unlikeDisksRefusal, type UnlikeDisk } from '../../core/backup/mounts-below.ts';
import { roomRefusal, versionRefusal, type Here, type Written } from '../../core/backup/preflight.ts';
import type { PartOnDisk } from '../../core/backup/restore-parts.ts';
import type { SnapshotManifest } from '../../core/model/backup.ts';
import type { Job } from '../../core/model/job.ts';
import type { BackupSources, LabFiles } from '../../core/ports.ts';
import { roundBytes } from '../../core/units.ts';
import type { StepReport } from '../../jobs/job-definition.ts';
import type { RestoreMaking } from '../../jobs/restore-work.ts';
import type { LabDatabases } from './lab-databases.ts';
import type { PartsSource } from './parts-source.ts';
import { ownDatabase, type RestoredParts } from './restored-parts.ts';

export interface RestorePreflightOptions {
  source: PartsSource;
  parts: Pick<RestoredParts, 'database'>;
  probed: RestoreMaking['probed'];
  files: Pick<LabFiles, 'diskSpace'>;
  sources: Pick<BackupSources, 'mountinfo'>;
  /** Where containers that run see other disks than this process. */
  mountsInside(report: StepReport, signal: AbortSignal): Promise<readonly UnlikeDisk[]>;
  home: string;
  /** Of this product. */
  version: string;
  /** The lab's databases, where what is made is to take the place of what is in use; undefined: it is only tried out. */
  inUse: Pick<LabDatabases, 'estimate'> | undefined;
  /** Of the server of this database, where it runs and can tell. */
  serverVersion(service: string): Promise<string | undefined>;
}

/** A part, and the bytes that are written for it. */
type Sized = readonly [PartOnDisk, number];

/** Whether this lab can read it, put it in place, and has room for it: before anything is fetched. */
export function restorePreflight(options: RestorePreflightOptions): RestoreMaking['preflight'] {
  const { source, parts, probed, files, home, version, inUse, serverVersion } = options;

  /** Of what is to take the place of what is in use. */
  const assertSwappable = async (
    all: readonly PartOnDisk[],
    report: StepReport,
    signal: AbortSignal,
  ): Promise<void> => {
    const refusal =
      mountsBelowRefusal(all, await options.sources.mountinfo()) ??
      unlikeDisksRefusal(all, await options.mountsInside(report, signal));
    if (refusal) throw refusal;
  };

  const assertReadable = async (manifest: SnapshotManifest, all: readonly PartOnDisk[]): Promise<void> => {
    const refusal = versionRefusal(
      { lab: manifest.lab, databases: [] },
      { version, serverVersion: undefined },
    );
    if (refusal) throw refusal;
    for (const { database } of all)
      if (database !== undefined) {
        const here = { version, serverVersion: await serverVersion(parts.database(database).name) };
        assertOldEnough(manifest, database, here);
      }
  };

  /**
   * Those in use that a glab is asked on, since the snapshot lacks them, with the bytes that a copy takes; where one that can't be
   * made anew is left, what the copy takes more than that.
   */
  const copies = async (
    job: Job,
    manifest: SnapshotManifest,
    all: readonly PartOnDisk[],
    signal: AbortSignal,
  ): Promise<readonly Sized[]> => {
    const isHeld = ({ database }: PartOnDisk): boolean => all.some((part) => part.database === database);
    const copied = probed(job, all)
      .map((it) => ownDatabase(home, it))
      .filter((part) => leavesDatabases(job.params) || !isHeld(part));
    const sized = copied.map(async (part): Promise<Sized> => {
      const found = await inUse?.estimate([part.database ?? ''], signal);
      return [part, 2 * (found?.bytes ?? 0) - (isHeld(part) ? bytesOf(part, manifest) : 0)];
    });
    return (await Promise.all(sized)).filter(([part, bytes]) => bytes > 0 || !isHeld(part));
  };

  return async (job, report, signal) => {
    const manifest = await source.manifest(job, signal);
    const all = source.parts(job, manifest);
    if (inUse !== undefined) {
      assertWhole(manifest, job.params);
      await assertSwappable(all, report, signal);
    }
    await assertReadable(manifest, all);
    const sized = async (part: PartOnDisk): Promise<Sized> => [
      part,
      part.generation.inside === undefined
        ? bytesOf(part, manifest)
        : await source.sizeInside(job, part, signal),
    ];
    const made = [...(await Promise.all(all.map(sized))), ...(await copies(job, manifest, all, signal))];
    const writes = await Promise.all(made.map((one) => writtenTo(one, files)));
    const refusal = roomRefusal(inUse === undefined ? 'drill' : 'restore', writes);
    if (refusal) throw refusal;
    const bytes = writes.reduce((sum, one) => sum + one.bytes, 0);
    report.progress(1, `about ${roundBytes(bytes)} will be written`);
  };
}

/** Throws `backup.newer` where a newer product or database server wrote the dump of this service. */
export function assertOldEnough(
  { lab, databases }: Pick<SnapshotManifest, 'lab' | 'databases'>,
  service: string,
  here: Here,
): void {
  const dumped = databases.filter((one) => one.service === service);
  const refusal = versionRefusal({ lab, databases: dumped }, here);
  if (refusal) throw refusal;
}

async function writtenTo(
  [{ words, generation, database }, bytes]: Sized,
  files: Pick<LabFiles, 'diskSpace'>,
): Promise<Written> {
  const { path } = generation;
  // One that is a mount of its own is written within it, not beside it.
  const { device, freeBytes } = await files.diskSpace(path);
  return { words, device, path, bytes, freeBytes, served: database !== undefined };
}

/** A database is written twice: as it was written out, and as it is loaded. */
function bytesOf(part: PartOnDisk, manifest: SnapshotManifest): number {
  const { path } = part.generation;
  const dump = manifest.databases.find(({ service }) => service === part.database)?.digest.bytes ?? 0;
  const folder = manifest.folders.find((one) => path.endsWith(`/${one.path}`));
  const takes = (folder?.bytes ?? 0) - (folder?.linkedBytes ?? 0);
  return part.database === undefined ? Math.max(0, takes) : 2 * dump;
}
