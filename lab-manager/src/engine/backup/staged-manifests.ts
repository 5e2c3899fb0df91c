import { printManifest } from '../../core/backup/manifest.ts';
import { stagedManifest } from '../../core/backup/staged-files.ts';
import type { FaultyFiles, SnapshotManifest } from '../../core/model/backup.ts';
import type { Job } from '../../core/model/job.ts';
import { environmentNames, type EnvironmentName, type LabFile } from '../../core/model/lab-file.ts';
import type { BackupStaging } from '../../core/ports.ts';
import type { StepReport } from '../../jobs/job-definition.ts';
import type { Attempt } from './attempt.ts';
import type { LabFolders } from './lab-folders.ts';

export interface StagedManifestsOptions {
  staging: BackupStaging;
  folders: LabFolders;
  lab: { id: string; version: string };
  labFile(): { parsed: LabFile; version: number };
  /** What the glabs that run find wrong with their files; of one that can't say nothing. */
  faultyFiles(
    environments: readonly EnvironmentName[],
    report: StepReport,
    signal: AbortSignal,
  ): Promise<readonly FaultyFiles[]>;
}

export interface StagedManifests {
  /** What this attempt comes to: looks at each folder. */
  of(job: Job, attempt: Attempt, report: StepReport, signal: AbortSignal): Promise<SnapshotManifest>;
  /** Of what is read while everything goes on: whoever finds it alone is told what it is not. */
  ahead(job: Job, takenAt: number): SnapshotManifest;
  /** Where the snapshot takes it from. */
  stage(manifest: SnapshotManifest): Promise<void>;
}

/** What a snapshot says of itself, before it is read. */
export function stagedManifests(options: StagedManifestsOptions): StagedManifests {
  const { staging, folders, lab, labFile, faultyFiles } = options;

  const head = (job: Job, takenAt: number) => {
    const { parsed, version } = labFile();
    return {
      format: 1 as const,
      lab: { id: lab.id, name: parsed.name, version: lab.version, labFileVersion: version },
      takenAt,
      job: job.id,
      environments: enabledIn(parsed),
    };
  };

  return {
    async of(job, attempt, report, signal) {
      const { taken, missing, leftOut } = await folders.measure(
        { labFile: labFile().parsed, disksAreRight: job.params.disksAreRight === true },
        report,
        signal,
      );
      return {
        ...head(job, attempt.takenAt),
        databases: attempt.databases,
        folders: taken,
        leftOut: [...attempt.leftOut, ...leftOut],
        missing: [...attempt.missing, ...missing],
        faultyFiles: await faultyFiles(enabledIn(labFile().parsed), report, signal),
      };
    },

    ahead: (job, takenAt) => ({
      ...head(job, takenAt),
      databases: [],
      folders: [],
      leftOut: [],
      missing: ['It was read ahead of a snapshot that was never finished: there is no database in it.'],
    }),

    stage: (manifest) => staging.write(stagedManifest, printManifest(manifest)),
  };
}

export const enabledIn = ({ environments }: LabFile): readonly EnvironmentName[] =>
  environmentNames.filter((name) => environments[name].enabled);
