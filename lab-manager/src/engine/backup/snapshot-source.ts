import { join, posix } from 'node:path';
import { restoreParts } from '../../core/backup/restore-parts.ts';
import { standingOf } from '../../core/backup/standing.ts';
import type { Snapshot } from '../../core/model/backup.ts';
import type { Job } from '../../core/model/job.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { BackupMemory, Clock } from '../../core/ports.ts';
import type { Listings } from './listings.ts';
import type { PartsSource } from './making.ts';
import { stagedInSnapshot, type Manifests } from './manifests.ts';
import { toldProgress } from './progress-words.ts';
import type { Repositories } from './repository-access.ts';

export interface SnapshotSourceOptions {
  repositories: Repositories;
  listings: Listings;
  manifests: Manifests;
  memory: BackupMemory;
  clock: Clock;
  home: string;
  /** Which snapshot the job is about. */
  chosen(job: Job, signal: AbortSignal): Promise<{ repository: string; snapshot: string }>;
}

/** Parts as a snapshot has them. */
export function snapshotSource(options: SnapshotSourceOptions): PartsSource {
  const { repositories, manifests, clock, home, chosen } = options;
  return {
    async manifest(job, signal) {
      const { repository, snapshot } = await chosen(job, signal);
      return manifests.of(repository, snapshot, signal);
    },

    parts: (job, manifest) => restoreParts(home, manifest, job.params.target),

    async folder(job, { generation }, target, report, signal) {
      const { repository, snapshot } = await chosen(job, signal);
      const words = toldProgress(clock);
      // Below the data root, as the snapshot has it.
      const folder = posix.join('/', generation.path.slice(home.length));
      const { files } = await repositories.with(repository, (it) =>
        it.restore(
          { snapshot, folder, target },
          (progress) => report.progress(progress.fraction, words(progress)),
          signal,
        ),
      );
      report.progress(1, `${files} files`);
    },

    async dump(job, { file }, folder, report, signal) {
      const { repository, snapshot } = await chosen(job, signal);
      const words = toldProgress(clock);
      const within = stagedInSnapshot(posix.dirname(file));
      const name = posix.basename(file);
      await repositories.with(repository, (it) =>
        it.restore(
          { snapshot, folder: within, target: folder, include: [name] },
          (progress) => report.progress(progress.fraction, words(progress)),
          signal,
        ),
      );
      return join(folder, name);
    },
  };
}

/** As a person named it. */
export const namedSnapshot =
  ({ listings, repositories }: Pick<SnapshotSourceOptions, 'listings' | 'repositories'>) =>
  async ({ params }: Job, signal: AbortSignal): Promise<{ repository: string; snapshot: string }> => {
    const repository = repositories.named(params.repository).name;
    const found = await listings.snapshot(repository, params.snapshot ?? '', signal);
    return { repository, snapshot: found.id };
  };

/** The newest good one that was there when the job began: the same however often it is asked. */
export const newestGood =
  ({ listings, repositories, memory }: Pick<SnapshotSourceOptions, 'listings' | 'repositories' | 'memory'>) =>
  async (job: Job, signal: AbortSignal): Promise<{ repository: string; snapshot: string }> => {
    if (job.params.snapshot !== undefined) return namedSnapshot({ listings, repositories })(job, signal);
    const repository = repositories.named(job.params.repository).name;
    const isGoodOne = (one: Snapshot): boolean => {
      // What a drill said of it before is no reason against trying it again.
      const standing = standingOf(one, { health: memory.health(repository), drills: [] });
      return standing === 'good' && one.takenAt <= (job.startedAt ?? job.createdAt);
    };
    const found = (await listings.of(repository, signal)).findLast(isGoodOne);
    if (found !== undefined) return { repository, snapshot: found.id };
    throw new LabError('backup.none_good', `There is no good snapshot in ${repository} to drill with.`, {
      hint: 'Make one: labctl backup now.',
    });
  };
