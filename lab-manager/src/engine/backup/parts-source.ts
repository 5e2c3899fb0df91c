import type { Counted } from '../../core/backup/counted-files.ts';
import type { PartOnDisk } from '../../core/backup/restore-parts.ts';
import type { DumpedDatabase, SnapshotManifest } from '../../core/model/backup.ts';
import type { Job } from '../../core/model/job.ts';
import type { StepReport } from '../../jobs/job-definition.ts';

/** Where the parts come from: a snapshot, or an export. */
export interface PartsSource {
  manifest(job: Job, signal: AbortSignal): Promise<SnapshotManifest>;
  /** Which parts are asked for. */
  parts(job: Job, manifest: SnapshotManifest): readonly PartOnDisk[];
  /** Bytes that a part comes to, of one that is meant `inside`. Throws `backup.no_such_file`. */
  sizeInside(job: Job, part: PartOnDisk, signal: AbortSignal): Promise<number>;
  /** Writes a folder of the lab, or what is meant `inside` of it, into an empty one. */
  folder(job: Job, part: PartOnDisk, target: string, report: StepReport, signal: AbortSignal): Promise<void>;
  /** Writes a dump into an empty folder; answers the file. */
  dump(
    job: Job,
    dumped: DumpedDatabase,
    folder: string,
    report: StepReport,
    signal: AbortSignal,
  ): Promise<string>;
}

/** One that a drill can count by. */
export interface DrilledSource extends PartsSource {
  /** What the snapshot has of a folder, by its own listing. */
  held(job: Job, part: PartOnDisk, signal: AbortSignal): Promise<Counted>;
}
