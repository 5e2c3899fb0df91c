import { join, posix } from 'node:path';
import { notByOthers } from '../../core/backup/installation.ts';
import { partOfPath, restoreParts } from '../../core/backup/restore-parts.ts';
import { stagedInSnapshot } from '../../core/backup/staged-files.ts';
import { judged } from '../../core/backup/standing.ts';
import { counted } from '../../core/counted.ts';
import type { Snapshot } from '../../core/model/backup.ts';
import type { Job } from '../../core/model/job.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { BackupMemory, Clock, GenerationPart } from '../../core/ports.ts';
import type { Listings } from './listings.ts';
import type { Manifests } from './manifests.ts';
import type { DrilledSource } from './parts-source.ts';
import { toldProgress } from './progress-words.ts';
import type { Repositories } from './repository-access.ts';
import { entryAt, noSuchEntry } from './snapshot-entries.ts';

export interface SnapshotSourceOptions {
  repositories: Repositories;
  listings: Listings;
  manifests: Manifests;
  memory: BackupMemory;
  clock: Clock;
  home: string;
  /** Which snapshot the job is about. */
  chosen(job: Job, signal: AbortSignal): Promise<{ repository: string; snapshot: string }>;
  /** Whether what was restored is read once more and compared: of a drill, which proves something, not of what has to be fast. */
  readsBack: boolean;
}

/** Parts as a snapshot has them. */
export function snapshotSource(options: SnapshotSourceOptions): DrilledSource {
  const { repositories, manifests, clock, home, chosen, readsBack } = options;
  return {
    async manifest(job, signal) {
      const { repository, snapshot } = await chosen(job, signal);
      return manifests.of(repository, snapshot, signal);
    },

    parts: ({ params }, manifest) =>
      params.path === undefined
        ? restoreParts(home, manifest, params.target)
        : [partOfPath(home, manifest, params.path)],

    async sizeInside(job, { generation }, signal) {
      const { repository, snapshot } = await chosen(job, signal);
      const path = inSnapshot(home, generation);
      return repositories.with(repository, async (it) => {
        const found = await entryAt(it, snapshot, path, signal);
        if (found === undefined) throw noSuchEntry(snapshot, path);
        if (found.type !== 'dir') return found.size;
        let bytes = 0;
        for await (const { size } of it.list(snapshot, path, true)) bytes += size;
        return bytes;
      });
    },

    async held(job, { generation }, signal) {
      const { repository, snapshot } = await chosen(job, signal);
      return repositories.with(repository, async (it) => {
        const held = { files: 0, bytes: 0 };
        for await (const { type, size } of it.list(snapshot, inSnapshot(home, generation), true)) {
          signal.throwIfAborted();
          if (type !== 'file') continue;
          held.files += 1;
          held.bytes += size;
        }
        return held;
      });
    },

    async folder(job, { generation }, target, report, signal) {
      const { repository, snapshot } = await chosen(job, signal);
      const words = toldProgress(clock);
      const path = inSnapshot(home, generation);
      const what =
        generation.inside === undefined
          ? { folder: path }
          : { folder: posix.dirname(path), include: [posix.basename(path)] };
      const { files } = await repositories.with(repository, (it) =>
        it.restore(
          { snapshot, target, ...what, readsBack },
          (progress) => report.progress(progress.fraction, words(progress)),
          signal,
        ),
      );
      report.progress(1, counted(files, 'file'));
    },

    async dump(job, { file }, folder, report, signal) {
      const { repository, snapshot } = await chosen(job, signal);
      const words = toldProgress(clock);
      const within = stagedInSnapshot(posix.dirname(file));
      const name = posix.basename(file);
      await repositories.with(repository, (it) =>
        it.restore(
          { snapshot, folder: within, target: folder, include: [name], readsBack },
          (progress) => report.progress(progress.fraction, words(progress)),
          signal,
        ),
      );
      return join(folder, name);
    },
  };
}

/** Absolute, as the snapshot has it: below the data root. */
const inSnapshot = (home: string, { path, inside = '' }: GenerationPart): string =>
  posix.join('/', path.slice(home.length), inside);

/** As a person named it. */
export const namedSnapshot =
  ({ listings, repositories }: Pick<SnapshotSourceOptions, 'listings' | 'repositories'>) =>
  async ({ params }: Job, signal: AbortSignal): Promise<{ repository: string; snapshot: string }> => {
    const repository = repositories.named(params.repository).name;
    const found = await listings.snapshot(repository, params.snapshot ?? '', signal);
    return { repository, snapshot: found.id };
  };

type NewestOf = Pick<SnapshotSourceOptions, 'listings' | 'repositories' | 'memory' | 'clock'>;

/**
 * The newest good one that was there when the job began, or the one that it names: the same however often it is asked, also
 * once what is known of it has changed or its repository is away.
 */
export function newestGood(options: NewestOf): SnapshotSourceOptions['chosen'] {
  let last: { job: string; found: { repository: string; snapshot: string } } | undefined;
  return async (job, signal) => {
    if (last?.job !== job.id) last = { job: job.id, found: await chosenAnew(options, job, signal) };
    return last.found;
  };
}

async function chosenAnew(
  { listings, repositories, memory, clock }: NewestOf,
  job: Job,
  signal: AbortSignal,
): Promise<{ repository: string; snapshot: string }> {
  if (job.params.snapshot !== undefined) return namedSnapshot({ listings, repositories })(job, signal);
  const repository = repositories.named(job.params.repository).name;
  const isGoodOne = (one: Snapshot): boolean => {
    // What a drill said of it before is no reason against trying it again.
    const { standing } = judged(one, { health: memory.health(repository), drills: [], now: clock.now() });
    return standing === 'good' && one.takenAt <= (job.startedAt ?? job.createdAt);
  };
  const listed = await listings.of(repository, signal);
  const found = notByOthers(listed, memory.installation(), clock.now()).findLast(isGoodOne);
  if (found !== undefined) return { repository, snapshot: found.id };
  throw new LabError('backup.none_good', `There is no good snapshot in ${repository} to drill with.`, {
    hint: 'Make one: labctl backup now.',
  });
}
