import { anchored, asidesWithin } from '../../core/backup/leave-out.ts';
import { sumOf } from '../../core/backup/counted-files.ts';
import { readDifference } from '../../core/backup/read-difference.ts';
import { snapshotTags } from '../../core/backup/snapshot-tags.ts';
import type { Snapshot } from '../../core/model/backup.ts';
import type { Job } from '../../core/model/job.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { BackupMemory, BackupProgress, BackupSummary, Clock } from '../../core/ports.ts';
import { snapshotStep } from '../../core/step-names.ts';
import type { BackupWork } from '../../jobs/backup-work.ts';
import type { StepReport } from '../../jobs/job-definition.ts';
import { toLabError } from '../../jobs/job-ending.ts';
import { wasTried } from '../../jobs/step-history.ts';
import type { Attempts } from './attempt.ts';
import type { LabFolders } from './lab-folders.ts';
import type { Listings } from './listings.ts';
import { finishedWords, readingWords, toldProgress } from './progress-words.ts';
import type { Repositories } from './repository-access.ts';
import type { RoomAgain } from './room-again.ts';
import type { StagedManifests } from './staged-manifests.ts';

export interface SnapshotWorkOptions {
  repositories: Repositories;
  listings: Listings;
  room: RoomAgain;
  attempts: Attempts;
  folders: LabFolders;
  manifests: StagedManifests;
  memory: Pick<BackupMemory, 'installation' | 'noteWritten'>;
  clock: Clock;
  home: string;
  labId: string;
  /** Patterns of what no snapshot needs. */
  leaveOut(): readonly string[];
}

type SnapshotWork = Pick<
  BackupWork,
  'finishedBy' | 'readAhead' | 'forgetAhead' | 'snapshot' | 'takeFinished'
>;

/** Has what was staged, and the folders of the lab, read into the first repository, and sees which of what it wrote there counts. */
export function snapshotWork(options: SnapshotWorkOptions): SnapshotWork {
  const { repositories, listings, room, attempts, folders, manifests, memory, clock, home, labId } = options;

  const tags = (job: Job, complete: boolean): readonly string[] =>
    snapshotTags({ labId, installation: memory.installation().id, job: job.id, complete });

  const write = (
    job: Job,
    what: { takenAt: number; folders: readonly { path: string }[] },
    report: StepReport,
    signal: AbortSignal,
  ): Promise<BackupSummary> =>
    room.tried({ repository: repositories.primary().name, said: job.params }, report, signal, (whileRoom) =>
      repositories.with(undefined, async (it) =>
        it.backup(
          {
            paths: await folders.paths(),
            base: home,
            leaveOut: [
              ...anchored(options.leaveOut(), folders.ofData(what)),
              ...asidesWithin(folders.of(what)),
            ],
            // What was mended lost what no look at times and sizes tells of.
            everyFile: job.kind === 'repair',
            // Until it is known whether anything is missing: so nothing that a crash leaves is ever called whole.
            tags: tags(job, false),
            at: what.takenAt,
          },
          told(report),
          whileRoom,
        ),
      ),
    );

  const told = (report: StepReport): ((progress: BackupProgress) => void) => {
    const words = toldProgress(clock);
    return (progress) => report.progress(progress.fraction, words(progress));
  };

  const writtenBy = async (job: Job, signal: AbortSignal): Promise<readonly Snapshot[]> =>
    (await listings.anew(repositories.primary().name, signal)).filter((one) => one.job === job.id);

  const finishedBy = async (job: Job, signal: AbortSignal): Promise<Snapshot | undefined> =>
    (await writtenBy(job, signal)).find(({ complete }) => complete);

  /**
   * What this job wrote beside: ahead, or in attempts that were cut off, which may lack what nobody wrote down. Not before the
   * other is there; and where it stays, being never called whole, the other is none the worse.
   */
  const forgetOthers = async (
    job: Job,
    snapshot: string,
    report: StepReport,
    signal: AbortSignal,
  ): Promise<void> => {
    const others = (await writtenBy(job, signal)).filter(({ id }) => id !== snapshot).map(({ id }) => id);
    if (others.length === 0) return;
    try {
      await repositories.with(undefined, (it) => it.forget(others, signal));
      await listings.anew(repositories.primary().name, signal);
    } catch (error) {
      if (signal.aborted) throw error;
      report.log(`What was read before it stays in the repository: ${toLabError(error).message}`);
    }
  };

  return {
    finishedBy,

    async readAhead(job, report, signal) {
      const attempt = attempts.of(job.id);
      try {
        await manifests.stage(manifests.ahead(job, attempt.takenAt));
        const what = { takenAt: attempt.takenAt, folders: await folders.there() };
        attempt.ahead = (await write(job, what, report, signal)).snapshot;
      } finally {
        attempt.takenAt = clock.now();
      }
    },

    async forgetAhead(job, _report, signal) {
      const isOfIt = ({ id, complete }: Snapshot): boolean =>
        !complete && (!wasTried(job, snapshotStep) || id === attempts.find(job.id)?.ahead);
      const written = (await writtenBy(job, signal)).filter(isOfIt).map(({ id }) => id);
      if (written.length > 0) await repositories.with(undefined, (it) => it.forget(written, signal));
      await listings.anew(repositories.primary().name, signal);
    },

    async snapshot(job, report, signal) {
      const attempt = attempts.of(job.id);
      const { manifest } = attempt;
      if (manifest === undefined) throw new Error(`the job ${job.id} has not staged what it is to read`);
      const counted = sumOf([...manifest.folders, await folders.countOwn(signal)]);
      let summary = await write(job, manifest, report, signal);
      const difference = readDifference(counted, summary);
      if (difference !== undefined) report.log(difference);
      if (summary.unread.length > 0) {
        // What it was told to be is not what it is: one that says what it lacks takes its place.
        const lacking = { ...manifest, missing: [...manifest.missing, ...summary.unread.map(unreadWords)] };
        await manifests.stage(lacking);
        const first = summary.snapshot;
        summary = await write(job, lacking, report, signal);
        await repositories.with(undefined, (it) => it.forget([first], signal));
        attempt.manifest = lacking;
      }
      const missing = attempt.manifest?.missing ?? [];
      let { snapshot } = summary;
      // Where room was made, the repository was looked at before this was there.
      memory.noteWritten(repositories.primary().name, [snapshot], clock.now());
      if (missing.length === 0)
        snapshot = await repositories.with(undefined, (it) => it.retag(snapshot, tags(job, true), signal));
      await forgetOthers(job, snapshot, report, signal);
      report.progress(1, readingWords({ ...summary, snapshot }, missing, difference));
    },

    async takeFinished(job, report, signal) {
      const found = await finishedBy(job, signal);
      if (found === undefined)
        throw new LabError('backup.failed', `The snapshot of the job ${job.id} is gone again.`, {
          hint: 'Make one again: labctl backup now.',
        });
      await forgetOthers(job, found.id, report, signal);
      report.progress(1, finishedWords(found));
    },
  };
}

const unreadWords = ({ path, message }: { path: string; message: string }): string =>
  `${path === '' ? 'Others' : path} could not be read: ${message}`;
