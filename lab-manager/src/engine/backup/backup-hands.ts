import type {
  BackupRepositories,
  BackupSources,
  BackupStaging,
  DatabaseDumps,
  Generations,
  LabExports,
  LaidDown,
  RepositorySecrets,
} from '../../core/ports.ts';

/** All that backups need beside what the lab has anyway. */
export interface BackupHands {
  repositories: BackupRepositories;
  secrets: RepositorySecrets;
  dumps: DatabaseDumps;
  staging: BackupStaging;
  sources: BackupSources;
  generations: Generations;
  exports: LabExports;
  laidDown: LaidDown;
}
